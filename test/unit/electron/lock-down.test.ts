import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App, Session } from 'electron';
import { describe, expect, test } from 'vitest';
import { lockDownPages, lockDownSession } from '../../../src/main/electron/lock-down.ts';

const ORIGIN = 'app://earshot';
const typings = readFileSync(
  join(import.meta.dirname, '..', '..', '..', 'node_modules', 'electron', 'electron.d.ts'),
  'utf8',
);

/** Everything that Electron asks about, as its own typings have it. */
const PERMISSIONS = namesIn(
  /setPermissionRequestHandler\(handler: \(\(webContents: WebContents, permission: ([^,]*),/,
);

function namesIn(declaration: RegExp): string[] {
  const [, union = ''] = declaration.exec(typings) ?? [];
  return Array.from(union.matchAll(/'([\w-]+)'/g), ([, name = '']) => name);
}

class Refusable {
  isRefused = false;

  preventDefault(): void {
    this.isRefused = true;
  }
}

/** A page as Electron makes it, after the shell has seen it. */
function lockedPage() {
  const app = new EventEmitter();
  // oxlint-disable-next-line no-unsafe-type-assertion -- it only listens
  lockDownPages(app as unknown as App);
  let open: ((details: { url: string }) => { action: string }) | null = null;
  const contents = Object.assign(new EventEmitter(), {
    getURL: () => `${ORIGIN}/`,
    setWindowOpenHandler: (handler: typeof open) => {
      open = handler;
    },
  });
  app.emit('web-contents-created', new Refusable(), contents);
  const isRefused = (event: string, url: string): boolean => {
    const details = Object.assign(new Refusable(), { url });
    contents.emit(event, details, url);
    return details.isRefused;
  };
  return { isRefused, open: (url: string) => open?.({ url }) };
}

const ADDRESSES = [
  'https://example.com/',
  `${ORIGIN}/other.html`,
  `${ORIGIN}.example/`,
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'about:blank',
];

describe('a page', () => {
  test.each(['will-navigate', 'will-frame-navigate'])('goes nowhere: %s', (event) => {
    const { isRefused } = lockedPage();
    expect(ADDRESSES.filter((url) => !isRefused(event, url))).toEqual([]);
  });

  test('may be loaded anew', () => {
    expect(lockedPage().isRefused('will-navigate', `${ORIGIN}/`)).toBe(false);
  });

  test.each(['will-redirect', 'will-attach-webview'])('is led nowhere and embeds nothing: %s', (event) => {
    const { isRefused } = lockedPage();
    expect([...ADDRESSES, `${ORIGIN}/`].filter((url) => !isRefused(event, url))).toEqual([]);
  });

  test('opens no windows, not even with its own address', () => {
    const { open } = lockedPage();
    for (const url of [...ADDRESSES, `${ORIGIN}/`]) expect(open(url)).toEqual({ action: 'deny' });
  });
});

type Asked = { readonly requestingUrl: string };
type Rules = {
  request: (contents: object, permission: string, answer: (isGranted: boolean) => void, asked: Asked) => void;
  check: (
    contents: object | null,
    permission: string,
    origin: string,
    asked: { isMainFrame: boolean },
  ) => boolean;
  device: (details: object) => boolean;
  beforeRequest: (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void;
};

function lockedSession() {
  const rules: Partial<Rules> = {};
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler: Rules['request']) => void (rules.request = handler),
    setPermissionCheckHandler: (handler: Rules['check']) => void (rules.check = handler),
    setDevicePermissionHandler: (handler: Rules['device']) => void (rules.device = handler),
    webRequest: {
      onBeforeRequest: (listener: Rules['beforeRequest']) => void (rules.beforeRequest = listener),
    },
  });
  // oxlint-disable-next-line no-unsafe-type-assertion -- as much of a session as the shell uses
  lockDownSession(session as unknown as Session, ORIGIN);
  const page = {};
  return {
    isGranted: (permission: string, requestingUrl = `${ORIGIN}/`): boolean | undefined => {
      let granted: boolean | undefined;
      rules.request?.(page, permission, (isGranted) => void (granted = isGranted), { requestingUrl });
      return granted;
    },
    isHeld: (permission: string, { by = `${ORIGIN}/`, isMainFrame = true, isGone = false } = {}) =>
      rules.check?.(isGone ? null : page, permission, by, { isMainFrame }),
    deviceIsGranted: () => rules.device?.({ deviceType: 'hid', origin: ORIGIN, device: {} }),
    isCut: (url: string): boolean | undefined => {
      let isCancelled: boolean | undefined;
      rules.beforeRequest?.({ url }, ({ cancel }) => void (isCancelled = cancel));
      return isCancelled;
    },
    refusesDownload: (): boolean => {
      const event = new Refusable();
      session.emit('will-download', event, {}, page);
      return event.isRefused;
    },
  };
}

describe('what a page may ask the system for', () => {
  test('is to copy a text, and nothing else that Electron knows', () => {
    expect(PERMISSIONS.length).toBeGreaterThan(30);
    expect(PERMISSIONS).toContain('display-capture');
    const { isGranted, isHeld } = lockedSession();
    expect(PERMISSIONS.filter((permission) => isGranted(permission))).toEqual(['clipboard-sanitized-write']);
    expect(PERMISSIONS.filter((permission) => isHeld(permission))).toEqual(['clipboard-sanitized-write']);
    expect([isGranted('something new'), isHeld('something new')]).toEqual([false, false]);
  });

  test('is nothing at all for another page, a frame, or nobody', () => {
    const { isGranted, isHeld } = lockedSession();
    const permission = 'clipboard-sanitized-write';
    for (const other of ['https://example.com/', `${ORIGIN}.example/`, 'null', '']) {
      expect([other, isGranted(permission, other), isHeld(permission, { by: other })]).toEqual([
        other,
        false,
        false,
      ]);
    }
    expect(isHeld(permission, { isMainFrame: false })).toBe(false);
    expect(isHeld(permission, { isGone: true })).toBe(false);
  });

  test('is no device and no download', () => {
    const { deviceIsGranted, refusesDownload } = lockedSession();
    expect([deviceIsGranted(), refusesDownload()]).toEqual([false, true]);
  });
});

test.each([
  'https://example.com/',
  'http://127.0.0.1:4711/',
  'ws://example.com/',
  'wss://127.0.0.1/',
  'file:///etc/passwd',
  'ftp://example.com/',
  'chrome://settings/',
  'no address',
])('no request leaves the app: %s', (url) => {
  expect(lockedSession().isCut(url)).toBe(true);
});

test.each([`${ORIGIN}/main.js`, 'media://job/x', 'blob:app://earshot/1', 'data:image/png,x'])(
  'control: what belongs to the page is loaded: %s',
  (url) => {
    expect(lockedSession().isCut(url)).toBe(false);
  },
);
