import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MAX_RPC_BYTES } from '../../src/main/headless/answer-rpc.ts';
import { METHODS } from '../../src/shared/contract/methods.ts';
import { resultSchema } from '../../src/shared/contract/result.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { BYTE_RANGES } from '../support/byte-ranges.ts';
import { INPUTS, jobView, OUTPUTS, uidOf } from '../support/contract-samples.ts';
import { type Asking, type PageVisit, visitHost } from '../support/headless-host.ts';
import { nearly } from '../support/odd-input.ts';
import { PAGE_INPUTS, PAGE_METHODS } from '../support/page-samples.ts';
import { cutOff } from '../support/raw-connection.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const refused = { ok: false, error: { code: 'invalid-argument' } };

describe('calls that make no sense', () => {
  test.each<[string, number, Asking]>([
    ['no method', 405, { path: '/rpc' }],
    ['an empty method', 405, { path: '/rpc/' }],
    ['a verb that puts', 405, { method: 'PUT', path: '/rpc/queue.status' }],
    ['a verb that takes away', 405, { method: 'DELETE', path: '/rpc/queue.status', body: '' }],
    ['another content type', 415, { headers: { 'content-type': 'text/plain' } }],
    ['what a form sends', 415, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['no content type', 415, { headers: { 'content-type': null } }],
    ['no JSON', 400, { body: '{"a":' }],
    ['no content', 400, { body: '' }],
    ['the wrong shape', 200, { body: '[]' }],
    ['a poisoned prototype', 200, { body: '{"__proto__":{"a":1}}' }],
    ['a method of every object', 200, { path: '/rpc/constructor' }],
  ])('%s is refused in the shape of a result', async (_, status, asking) => {
    const visit = await visitHost(folder);
    const answer = await visit.ask({ method: 'POST', path: '/rpc/queue.status', body: '{}', ...asking });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject(refused);
  });

  test('control: the same with everything right is answered', async () => {
    const visit = await visitHost(folder);
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    const answer = await visit.ask({ method: 'POST', path: '/rpc/queue.status', body: '{}', headers });
    expect(JSON.parse(answer.text)).toEqual({ ok: true, value: OUTPUTS['queue.status'] });
  });

  test.each(PAGE_METHODS)(
    '%s does not take more than its limit, said so beforehand or not',
    async (method) => {
      const visit = await visitHost(folder);
      const body = Buffer.alloc(MAX_RPC_BYTES + 1, 32);
      for (const headers of [{ 'content-length': String(body.length) }, { 'transfer-encoding': 'chunked' }]) {
        const answer = await visit.ask({ method: 'POST', path: `/rpc/${method}`, headers, body });
        expect(answer.status).toBe(413);
        expect(JSON.parse(answer.text)).toMatchObject(refused);
      }
    },
  );

  test('a selection of a hundred thousand jobs fits', async () => {
    const visit = await visitHost(folder);
    const uids = Array.from({ length: 100_000 }, (_, index) => uidOf(index));
    const { result } = await visit.call('jobs.cancel', { jobs: { uids } });
    expect(result).toEqual({ ok: true, value: OUTPUTS['jobs.cancel'] });
  });

  const notForPages = Object.keys(METHODS).filter((name) => !PAGE_METHODS.some((method) => method === name));

  test.each(notForPages)('%s is no method of pages', async (method) => {
    const asked: unknown[] = [];
    const spy = async (input: unknown): Promise<never> => {
      asked.push(input);
      throw new Error('a page has reached it');
    };
    const visit = await visitHost(folder, { special: { [method]: spy } });
    const { result } = await visit.call(method, { ...INPUTS, ...PAGE_INPUTS }[method]);
    expect(result).toMatchObject(refused);
    expect(asked).toEqual([]);
  });

  test.each(['intake.choose', 'preferences.chooseFolder', 'export.save', 'host.reveal'] as const)(
    '%s is for the desktop',
    async (method) => {
      const visit = await visitHost(folder);
      const { result } = await visit.call(method, PAGE_INPUTS[method]);
      expect(result).toMatchObject({ ok: false, error: { code: 'state-refused' } });
    },
  );
});

test.each(PAGE_METHODS)(
  '%s: whatever comes, it is answered or refused, and nothing breaks',
  async (method) => {
    const visit = await visitHost(folder);
    await fc.assert(
      fc.asyncProperty(nearly(PAGE_INPUTS[method]), async (input) => {
        const { status, result } = await visit.call(method, input);
        expect([status, resultSchema.safeParse(result).success]).toEqual([200, true]);
        expect(result).not.toMatchObject({ ok: false, error: { code: 'internal' } });
      }),
      { numRuns: 40 },
    );
  },
);

test('whatever stands in the path of a request, it is answered or refused', async () => {
  const visit = await visitHost(folder);
  const path = fc
    .oneof(
      fc.webPath(),
      fc.webUrl().map((url) => new URL(url).pathname),
      fc.stringMatching(/^[!-~]*$/),
    )
    .map((text) => (text.startsWith('/') ? text : `/${text}`));
  await fc.assert(
    fc.asyncProperty(path, fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'), async (at, method) => {
      const { status } = await visit.ask({ method, path: at });
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
  expect((await visit.call('queue.status', {})).result).toMatchObject({ ok: true });
});

describe('names that look like something else', () => {
  const title = '<img src=x onerror=alert(1)>.mp3';

  test('markup in the name of a file arrives as it is, in JSON, which no browser takes for a page', async () => {
    const job = { ...jobView(1), title };
    const visit = await visitHost(folder, {
      special: { 'jobs.list': async () => ({ seq: 0, total: 1, jobs: [job] }) },
    });
    const answer = await visit.ask({
      method: 'POST',
      path: '/rpc/jobs.list',
      body: JSON.stringify(INPUTS['jobs.list']),
    });
    expect(JSON.parse(answer.text)).toMatchObject({ value: { jobs: [{ title }] } });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
    });
  });

  test('markup that somebody has said is text, in JSON, also where it is asked for as a file', async () => {
    const said = '<script>alert(1)</script>';
    const visit = await visitHost(folder, {
      special: {
        'transcript.render': async () => ({ fileName: `${title}.txt`, mediaType: 'text/html', text: said }),
      },
    });
    const body = JSON.stringify(INPUTS['transcript.render']);
    const answer = await visit.ask({ method: 'POST', path: '/rpc/transcript.render', body });
    expect(JSON.parse(answer.text)).toMatchObject({ value: { text: said } });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });

  test('what was asked for is not repeated on a page', async () => {
    const visit = await visitHost(folder);
    for (const path of [`/?token=${encodeURIComponent(title)}`, `/${encodeURIComponent(title)}`]) {
      const { text } = await visit.ask({ path, headers: { cookie: null } });
      expect(text).not.toContain('onerror');
    }
  });
});

describe('files of the page', () => {
  test.each([
    '/../pages.json',
    '/..%2fpages.json',
    '/%2e%2e/pages.json',
    '/%2e%2e%2fpages.json',
    '/..\\pages.json',
    '/..%5cpages.json',
    '/./../pages.json',
    '//pages.json',
    '/%00',
    '/index.html%00.js',
    '/assets/../../pages.json',
    '/file:///etc/passwd',
    '/C:/Windows',
    '/%',
    '/%c0%ae%c0%ae/pages.json',
  ])('%s leads to nothing', async (path) => {
    const visit = await visitHost(folder);
    const { status, text } = await visit.ask({ path });
    expect(status).toBeOneOf([400, 404]);
    expect(text).not.toContain('key');
  });

  test('control: what is there is given, with its type', async () => {
    const visit = await visitHost(folder);
    const answer = await visit.ask({ path: '/main.js' });
    expect(answer).toMatchObject({ status: 200, text: 'export {};' });
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });
});

describe('recordings', () => {
  const content = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));

  async function visitRecording(): Promise<{ visit: PageVisit; path: string; asked: unknown[] }> {
    const asked: unknown[] = [];
    const file = join(folder, 'talk.mp3');
    writeFileSync(file, content);
    const visit = await visitHost(folder, {
      special: {
        'media.playback': async (input) => {
          asked.push(input);
          return { path: file, mediaType: 'audio/mpeg' };
        },
      },
    });
    return { visit, path: `/media/${uidOf(1)}`, asked };
  }

  test.each(BYTE_RANGES)(
    '%s of a recording: %i with %i bytes',
    async (range, status, sizeBytes, contentRange) => {
      const { visit, path } = await visitRecording();
      const headers = range === undefined ? {} : { range };
      const answer = await visit.ask({ path, headers });
      expect(answer.status).toBe(status);
      expect(answer.headers['content-range'] ?? null).toBe(contentRange);
      if (status === 416) return;
      expect(answer.headers).toMatchObject({
        'content-length': String(sizeBytes),
        'content-type': 'audio/mpeg',
        'accept-ranges': 'bytes',
      });
      const head = await visit.ask({ method: 'HEAD', path, headers });
      expect([head.status, head.headers['content-length'], head.text]).toEqual([
        status,
        String(sizeBytes),
        '',
      ]);
    },
  );

  test.each([
    '/media/',
    '/media/../../etc/passwd',
    '/media/..%2f..%2fetc%2fpasswd',
    '/media/%2fetc%2fpasswd',
    '/media/short',
    `/media/${uidOf(1)}/more`,
    `/media/${uidOf(1).toUpperCase()}`,
    `/media/${uidOf(1)}%00`,
  ])('%s names no job, and nobody is asked for it', async (path) => {
    const { visit, asked } = await visitRecording();
    expect((await visit.ask({ path })).status).toBeOneOf([400, 404]);
    expect(asked).toEqual([]);
  });

  test('a job that is not there, or has nothing to be played, has no recording', async () => {
    const visit = await visitHost(folder, {
      special: {
        'media.playback': async () => {
          throw new EarshotError('job-not-found', 'There is no such job.');
        },
      },
    });
    expect((await visit.ask({ path: `/media/${uidOf(1)}` })).status).toBe(404);
  });

  test('a recording is not written to', async () => {
    const { visit, path, asked } = await visitRecording();
    for (const method of ['PUT', 'DELETE', 'POST']) {
      expect((await visit.ask({ method, path })).status).toBe(405);
    }
    expect(asked).toEqual([]);
  });
});

describe('requests that do not behave', () => {
  /** A connection that sends what it is told and nothing else. */
  function raw(visit: PageVisit, text: string): Socket {
    const socket = connect(visit.host.port, '127.0.0.1');
    socket.on('error', () => socket.destroy());
    socket.write(text);
    onTestFinished(() => void socket.destroy());
    return socket;
  }

  function head(visit: PageVisit, line: string, headers: Readonly<Record<string, string>>): string {
    const all = { host: visit.authority, origin: visit.origin, cookie: visit.cookie, ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${line} HTTP/1.1\r\n${lines.join('')}\r\n`;
  }

  /** The status with which a connection is ended. */
  async function refusalOf(socket: Socket): Promise<number> {
    let text = '';
    socket.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    await cutOff(socket);
    return Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
  }

  test('a call that never comes to its end is cut, and others are served meanwhile', async () => {
    const visit = await visitHost(folder, { limits: { silenceLimitMs: 100 } });
    const headers = { 'content-type': 'application/json', 'content-length': '100' };
    const slow = raw(visit, `${head(visit, 'POST /rpc/queue.status', headers)}{`);
    expect((await visit.call('queue.status', {})).result).toMatchObject({ ok: true });
    await cutOff(slow);
  });

  test('a question with content is refused, and its connection ends', async () => {
    const visit = await visitHost(folder);
    for (const headers of [{ 'content-length': '5' }, { 'transfer-encoding': 'chunked' }]) {
      expect((await visit.ask({ headers, body: '12345' })).status).toBe(400);
    }
  });

  test('an upgrade to something else, or somewhere else, is refused and not kept waiting', async () => {
    const visit = await visitHost(folder);
    const upgrade = { connection: 'upgrade' };
    const ends = await Promise.all(
      [
        head(visit, 'GET /', { ...upgrade, upgrade: 'h2c' }),
        head(visit, 'GET /nothing', { ...upgrade, upgrade: 'websocket' }),
        head(visit, 'GET /messages', { ...upgrade, upgrade: 'h2c' }),
        head(visit, 'GET /messages?since=yesterday', { ...upgrade, upgrade: 'websocket' }),
        head(visit, 'GET /messages?since=-1', { ...upgrade, upgrade: 'websocket' }),
        head(visit, 'GET /messages?since=1.5', { ...upgrade, upgrade: 'websocket' }),
      ].map((text) => refusalOf(raw(visit, text))),
    );
    expect(ends).toEqual([404, 404, 400, 400, 400, 400]);
  });

  test('headers of any size cannot fill the memory', async () => {
    const visit = await visitHost(folder);
    const { status } = await visit.ask({ headers: { 'x-much': 'x'.repeat(20_000) } });
    expect(status).toBe(431);
  });

  test('who hangs up in the middle of anything hurts nobody', async () => {
    const visit = await visitHost(folder);
    const json = { 'content-type': 'application/json', 'content-length': '9' };
    for (const text of [
      'POST /rpc/que',
      `${head(visit, 'POST /rpc/queue.status', json)}{`,
      `${head(visit, 'PUT /uploads?name=a.mp3', { 'content-length': '9' })}x`,
      head(visit, 'GET /messages', { connection: 'upgrade', upgrade: 'websocket' }),
      '\u0016\u0003\u0001nonsense\r\n\r\n',
    ]) {
      const socket = raw(visit, text);
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.destroy();
    }
    expect((await visit.call('queue.status', {})).result).toMatchObject({ ok: true });
  });
});
