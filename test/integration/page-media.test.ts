import { mkdtempSync, readdirSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerMedia } from '../../src/main/core/page/answer-media.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { until } from '../support/test-queue.ts';

const suite = suiteFolder();
const CONTENT = Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 31) % 251);

function fileOf(content: Uint8Array = CONTENT): string {
  const path = join(mkdtempSync(join(suite, 'media-')), 'talk.mp3');
  writeFileSync(path, content);
  return path;
}

function ask(path: string, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> {
  const request = new Request('http://127.0.0.1/media/job', { ...init, headers });
  return answerMedia(request, { path, mediaType: 'audio/mpeg' });
}

/** How often this program has a file open; null where the system does not tell. */
function timesOpen(path: string): number | null {
  if (process.platform !== 'linux') return null;
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // closed meanwhile
    }
  });
  return links.filter((link) => link === path).length;
}

async function expectClosed(path: string): Promise<void> {
  await until(() => (timesOpen(path) ?? 0) === 0);
}

test('without a range the whole is answered', async () => {
  const path = fileOf();
  const response = await ask(path);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toEqual({
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'content-length': '1000000',
    'content-type': 'audio/mpeg',
    'x-content-type-options': 'nosniff',
  });
  expect(Buffer.from(await response.arrayBuffer()).equals(CONTENT)).toBe(true);
  await expectClosed(path);
});

test.each([
  ['bytes=0-0', 0, 0],
  ['bytes=100-', 100, 999_999],
  ['bytes=300000-700000', 300_000, 700_000],
  ['bytes=-500', 999_500, 999_999],
  ['bytes=999999-2000000', 999_999, 999_999],
])('%s is answered to the byte', async (range, first, last) => {
  const path = fileOf();
  const response = await ask(path, { range });
  expect(response.status).toBe(206);
  expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/1000000`);
  expect(response.headers.get('content-length')).toBe(String(last - first + 1));
  expect(Buffer.from(await response.arrayBuffer()).equals(CONTENT.subarray(first, last + 1))).toBe(true);
  await expectClosed(path);
});

test('what is not there is told with the size, and nothing is opened', async () => {
  const path = fileOf();
  const response = await ask(path, { range: 'bytes=1000000-' });
  expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */1000000']);
  expect((await response.arrayBuffer()).byteLength).toBe(0);
  await expectClosed(path);
});

test('several ranges, and one that only holds for a version, are answered with the whole', async () => {
  const path = fileOf();
  for (const headers of [{ range: 'bytes=0-1,5-6' }, { range: 'bytes=0-1', 'if-range': '"version"' }]) {
    const response = await ask(path, headers);
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 1_000_000]);
  }
});

test('HEAD tells the same as GET, and sends nothing', async () => {
  const path = fileOf();
  for (const headers of [{}, { range: 'bytes=5-9' }]) {
    const got = await ask(path, headers);
    const head = await ask(path, headers, { method: 'HEAD' });
    expect([head.status, Object.fromEntries(head.headers)]).toEqual([
      got.status,
      Object.fromEntries(got.headers),
    ]);
    expect(head.body).toBeNull();
    await got.body?.cancel();
  }
  await expectClosed(path);
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not for media', async (method) => {
  const response = await ask(fileOf(), {}, { method });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('what is not there, and what is no file, is not found', async () => {
  const path = fileOf();
  const places = [join(path, 'below'), `${path}.gone`, suite, `${path}\0`];
  expect(await Promise.all(places.map(async (place) => (await ask(place)).status))).toEqual([
    404, 404, 404, 404,
  ]);
});

test('an empty file is answered as one', async () => {
  const path = fileOf(new Uint8Array());
  const response = await ask(path);
  expect([response.status, response.headers.get('content-length')]).toEqual([200, '0']);
  expect((await response.arrayBuffer()).byteLength).toBe(0);
  expect((await ask(path, { range: 'bytes=0-' })).status).toBe(416);
  await expectClosed(path);
});

describe('a body', () => {
  test('is read no faster than it is taken', async () => {
    const path = fileOf(new Uint8Array(20_000_000));
    const response = await ask(path);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(first?.value?.length).toBeLessThan(1_000_000);
    // What was not read yet can still change.
    writeFileSync(path, new Uint8Array(20_000_000).fill(7));
    let last: Uint8Array | undefined;
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read())
      last = next.value;
    expect(last?.at(-1)).toBe(7);
    await expectClosed(path);
  });

  test('that nobody wants any more lets go of its file', async () => {
    const path = fileOf();
    const response = await ask(path);
    if (process.platform === 'linux') expect(timesOpen(path)).toBe(1);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await expectClosed(path);
  });

  test('of a request that was given up lets go of its file, read or not', async () => {
    const path = fileOf();
    const stop = new AbortController();
    await ask(path, {}, { signal: stop.signal });
    stop.abort();
    await expectClosed(path);
    await ask(path, {}, { signal: AbortSignal.abort() });
    await expectClosed(path);
  });

  test('of a file that became shorter breaks off, and does not look whole', async () => {
    const path = fileOf();
    const response = await ask(path);
    const reader = response.body?.getReader();
    await reader?.read();
    truncateSync(path, 300_000);
    const readRest = async (): Promise<void> => {
      for (let next = await reader?.read(); next?.done === false; ) next = await reader?.read();
    };
    await expect(readRest()).rejects.toThrow('shorter');
    await expectClosed(path);
  });
});
