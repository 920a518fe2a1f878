import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CustomScheme } from 'electron';
import { describe, expect, test } from 'vitest';
import { MemoryClient } from '../../../src/main/core/api/memory-client.ts';
import { registerSchemes, serveSchemes } from '../../../src/main/electron/protocols.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { BYTE_RANGES } from '../../support/byte-ranges.ts';
import { uidOf } from '../../support/contract-samples.ts';
import { scriptedQueue } from '../../support/scripted-handlers.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();
const CONTENT = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));
const ADDRESS = `media://job/${uidOf(1)}`;

/** Both schemes as they are served, with something secret beside the page. */
function served({ hasQueue = true, isThere = true } = {}) {
  const place = mkdtempSync(join(suite, 'schemes-'));
  const rendererFolder = join(place, 'renderer');
  mkdirSync(rendererFolder);
  writeFileSync(join(place, 'secret.txt'), 'secret');
  writeFileSync(join(rendererFolder, 'index.html'), '<!doctype html>');
  const path = join(place, 'talk.mp3');
  writeFileSync(path, CONTENT);
  const asked: unknown[] = [];
  const client = new MemoryClient(
    scriptedQueue({
      'media.playback': async (input) => {
        asked.push(input);
        if (!isThere) throw new EarshotError('job-not-found', 'There is no such job.');
        return { path, mediaType: 'audio/mpeg' };
      },
    }),
  );
  const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
  const protocol = {
    handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) =>
      void handlers.set(scheme, handler),
  };
  serveSchemes(protocol, { rendererFolder, queue: async () => (hasQueue ? client : null) });
  const ask = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await handlers.get(new URL(url).protocol.slice(0, -1))?.(new Request(url, init));
    if (answer === undefined) throw new Error('Nobody answers for it.');
    return answer;
  };
  return { ask, asked };
}

test('both schemes are like https to the page, and pass over none of its rules', () => {
  const registered: CustomScheme[] = [];
  registerSchemes({ registerSchemesAsPrivileged: (schemes) => void registered.push(...schemes) });
  expect(registered).toEqual([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    // Without `standard`, a player does not ask for a second piece.
    { scheme: 'media', privileges: { standard: true, secure: true, stream: true } },
  ]);
});

describe('media://job/', () => {
  test.each(BYTE_RANGES)(
    '%s of a recording: %i with %i bytes',
    async (range, status, sizeBytes, contentRange) => {
      const { ask } = served();
      const answer = await ask(ADDRESS, range === undefined ? {} : { headers: { range } });
      expect([answer.status, answer.headers.get('content-range')]).toEqual([status, contentRange]);
      expect((await answer.arrayBuffer()).byteLength).toBe(sizeBytes);
    },
  );

  test.each([
    'media://job/',
    'media://job/../../etc/passwd',
    'media://job/%2e%2e/%2e%2e/etc/passwd',
    'media://job/..%2f..%2fetc%2fpasswd',
    'media://job/%2fetc%2fpasswd',
    'media://job//etc/passwd',
    'media://job/C:/Windows/win.ini',
    'media://job/..\\..\\secret.txt',
    'media://job/short',
    `${ADDRESS}/more`,
    `${ADDRESS}/../secret.txt`,
    `${ADDRESS}%00`,
    `media://job/${uidOf(1).toUpperCase()}`,
    `media://jobs/${uidOf(1)}`,
    `media://job.evil/${uidOf(1)}`,
    `media://job:80/${uidOf(1)}`,
    `media://me@job/${uidOf(1)}`,
    `media:///${uidOf(1)}`,
  ])('%s names no job, and nobody is asked for it', async (url) => {
    const { ask, asked } = served();
    expect([(await ask(url).catch(refusedByFetch)).status, asked]).toEqual([404, []]);
  });

  test('control: the same with a job is asked for, whatever stands behind a question mark', async () => {
    const { ask, asked } = served();
    const answer = await ask(`${ADDRESS}?path=/etc/passwd`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(CONTENT)).toBe(true);
    expect(asked).toEqual([{ uid: uidOf(1) }]);
  });

  test('a job that is not there has no recording, nor has any without a queue', async () => {
    expect((await served({ isThere: false }).ask(ADDRESS)).status).toBe(404);
    expect((await served({ hasQueue: false }).ask(ADDRESS)).status).toBe(404);
  });

  test('a recording is not written to', async () => {
    const { ask } = served();
    for (const method of ['POST', 'PUT', 'DELETE']) {
      expect((await ask(ADDRESS, { method })).status).toBe(405);
    }
  });
});

describe('app://earshot/', () => {
  test.each([
    'app://earshot/../secret.txt',
    'app://earshot/%2e%2e/secret.txt',
    'app://earshot/..%2fsecret.txt',
    'app://earshot/..%5csecret.txt',
    'app://earshot//etc/passwd',
    'app://earshot/%00',
    'app://earshot/nothing.js',
    'app://elsewhere/',
    'app://earshot.evil/',
    'app://earshot:80/',
    'app:///index.html',
  ])('%s leads to nothing', async (url) => {
    const answer = await served().ask(url);
    expect([answer.status, await answer.text()]).toEqual([404, '']);
  });

  test('control: the page is there, with sound from the other scheme', async () => {
    const answer = await served().ask('app://earshot/');
    expect(await answer.text()).toBe('<!doctype html>');
    expect(answer.headers.get('content-security-policy')).toContain('media-src media: blob:;');
  });
});

/** Of an address with a name and a password in it, no request can be made at all. */
function refusedByFetch(error: unknown): { status: number } {
  if (error instanceof TypeError) return { status: 404 };
  throw error;
}
