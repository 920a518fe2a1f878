import { expect, test } from 'vitest';
import { isOwnAddress, originOf } from '../../../src/main/core/desktop/addresses.ts';

test.each([
  'app://earshot/',
  'app://earshot/assets/index.js',
  'media://job/abc',
  'blob:app://earshot/1',
  'data:image/png;base64,AA',
])('%s stays in the app', (url) => {
  expect(isOwnAddress(url, 'app://earshot')).toBe(true);
});

test.each([
  'https://example.com/',
  'http://localhost:5173/',
  'ws://example.com/',
  'file:///etc/passwd',
  'ftp://example.com/',
  'chrome://settings',
  'no address',
  '',
])('%s leads out of it', (url) => {
  expect(isOwnAddress(url, 'app://earshot')).toBe(false);
});

test('in development the server of the page is reached, also by its socket, and no other', () => {
  const origin = 'http://localhost:5173';
  expect(
    ['http://localhost:5173/@vite/client', 'ws://localhost:5173/'].map((url) => isOwnAddress(url, origin)),
  ).toEqual([true, true]);
  const others = [
    'http://localhost:5174/',
    'http://localhost:51731/',
    'https://localhost:5173/',
    'http://localhost:5173@example.com/',
  ];
  expect(others.filter((url) => isOwnAddress(url, origin))).toEqual([]);
});

test('an origin is scheme and host, also of schemes of our own', () => {
  expect(['app://earshot/x?y', 'https://a.b:1/c', 'nothing'].map(originOf)).toEqual([
    'app://earshot',
    'https://a.b:1',
    null,
  ]);
});
