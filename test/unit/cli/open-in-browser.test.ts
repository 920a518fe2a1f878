import { expect, test } from 'vitest';
import { browserCommand, openInBrowser } from '../../../src/main/cli/open-in-browser.ts';

const LINK = 'http://127.0.0.1:4711/?token=a_b-c';

test.each([
  ['linux', { DISPLAY: ':0' }, 'xdg-open'],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 'xdg-open'],
  ['freebsd', { DISPLAY: ':0' }, 'xdg-open'],
  ['darwin', {}, 'open'],
  ['win32', {}, 'rundll32'],
] as const)('on %s with %o, %s opens it', (platform, env, command) => {
  const browser = browserCommand(LINK, { platform, env });
  expect(browser?.command).toBe(command);
  expect(browser?.args.at(-1)).toBe(LINK);
});

test('where nobody could see it, nothing is opened', async () => {
  expect(browserCommand(LINK, { platform: 'linux', env: {} })).toBeNull();
  expect(browserCommand(LINK, { platform: 'linux', env: { DISPLAY: '' } })).toBeNull();
  expect(await openInBrowser(LINK, { platform: 'linux', env: {} })).toBe(false);
});

test('a system without such a command does not end the program', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  try {
    expect(await openInBrowser(LINK, { platform: 'linux', env: { DISPLAY: ':0' } })).toBe(false);
  } finally {
    process.env['PATH'] = path;
  }
});
