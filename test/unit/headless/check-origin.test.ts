import { expect, test } from 'vitest';
import { authorityOf, comesFromUs, isFromElsewhere } from '../../../src/main/headless/check-origin.ts';

const AUTHORITY = '127.0.0.1:4711';
const OURS = { host: AUTHORITY, origin: `http://${AUTHORITY}` };
const LED = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

function isOurs(headers: Readonly<Record<string, string>>, request: { method?: string; path?: string } = {}) {
  const { method = 'GET', path = '/' } = request;
  const header = (name: string): string | null => headers[name] ?? null;
  return comesFromUs({ method, path, isUpgrade: false, header }, AUTHORITY);
}

test('the usual port is left out, as browsers do it', () => {
  expect(authorityOf(80)).toBe('127.0.0.1');
  expect(authorityOf(4711)).toBe(AUTHORITY);
});

test('a person may follow a link to the page, and nothing but the page', () => {
  expect(isOurs({ host: AUTHORITY, ...LED })).toBe(true);
  expect(isOurs({ host: AUTHORITY, ...LED }, { path: '/media/x' })).toBe(false);
  expect(isOurs({ ...OURS, ...LED }, { method: 'POST' })).toBe(false);
});

test.each([
  ['cross-site', true],
  ['same-site', true],
  ['same-origin', false],
  ['none', false],
  ['something new', true],
])('a request that says it comes from %s comes from elsewhere: %s', (site, expected) => {
  expect(isFromElsewhere((name) => (name === 'sec-fetch-site' ? site : null))).toBe(expected);
});

test('a WebSocket without an origin is no page', () => {
  const header = (name: string): string | null => (name === 'host' ? AUTHORITY : null);
  expect(comesFromUs({ method: 'GET', path: '/messages', isUpgrade: true, header }, AUTHORITY)).toBe(false);
});
