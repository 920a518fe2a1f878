import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium } from 'playwright';

const SWITCHES = [
  '--headless=new',
  '--remote-debugging-port=0',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
  '--mute-audio',
  // As Electron has it.
  '--autoplay-policy=no-user-gesture-required',
  // The mouse of the machine is nobody's; a window that nobody sees works all the same.
  '--disable-backgrounding-occluded-windows',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

export type StartedBrowser = {
  readonly browser: Browser;
  readonly endpoint: string;
  readonly kill: () => void;
};

/** Starts a Chromium that a test can join as well. */
export async function startBrowser(): Promise<StartedBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'stand-in-profile-'));
  const program = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const child = spawn(program, [...SWITCHES, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  for await (const line of createInterface(child.stderr)) {
    const endpoint = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (endpoint === undefined) continue;
    child.stderr.resume();
    const browser = await chromium.connectOverCDP(endpoint);
    return { browser, endpoint, kill };
  }
  throw new Error('Chromium has ended without saying where it listens.');
}

/** Chromium knows no schemes of ours: `app://earshot/x` is `https://earshot.app.invalid/x` to it. */
export function toBrowser(url: string): string {
  const { protocol, host, pathname, search } = new URL(url);
  if (['http:', 'https:', 'data:', 'about:', 'blob:'].includes(protocol)) return url;
  return `https://${host}.${protocol.slice(0, -1)}.invalid${pathname}${search}`;
}

/** The way back. A page that takes itself for one in a browser asks its own host for sound. */
export function fromBrowser(url: string): string {
  const [, host, scheme, path] = /^https:\/\/([^/]+)\.([a-z-]+)\.invalid(\/.*)?$/.exec(url) ?? [];
  if (host === undefined || scheme === undefined) return url;
  if (scheme === 'app' && path?.startsWith('/media/') === true)
    return `media://job/${path.slice('/media/'.length)}`;
  return `${scheme}://${host}${path ?? '/'}`;
}

/** What a policy says of schemes of ours, in words that Chromium understands. */
export function policyForBrowser(policy: string): string {
  return policy.replaceAll(/(?<=[ ;])media:/g, "'self' https://job.media.invalid");
}
