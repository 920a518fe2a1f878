import { once } from 'node:events';
import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Asking, startHost, visitHost } from '../support/headless-host.ts';
import { openMessages, statusOf } from '../support/page-messages-of.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();

/** One request of each kind that a page makes. */
const REQUESTS: readonly (readonly [what: string, request: Asking])[] = [
  ['the page', { path: '/' }],
  ['a file of the page', { path: '/main.js' }],
  ['a call', { method: 'POST', path: '/rpc/queue.status', body: '{}' }],
  ['a file that is sent', { method: 'PUT', path: '/uploads?name=a.mp3', body: 'x' }],
  ['a recording', { path: '/media/job00000000000000001' }],
  ['nothing that is there', { path: '/nothing' }],
  ['a verb that nobody knows', { method: 'DELETE', path: '/' }],
];

describe('who is asked for', () => {
  test.each(REQUESTS)('%s is not given under another name of this computer', async (_, request) => {
    const visit = await visitHost(folder);
    const { port } = visit.host;
    for (const host of ['evil.example', `evil.example:${port}`, `localhost:${port}`, '127.0.0.1']) {
      expect([host, (await visit.ask({ ...request, headers: { host } })).status]).toEqual([host, 403]);
    }
    for (const host of [`${visit.authority}.evil.example`, `${visit.authority}, evil.example`, 'a b', '/']) {
      expect([host, (await visit.ask({ ...request, headers: { host } })).status]).toEqual([host, 400]);
    }
  });

  test.each(REQUESTS)('%s is not given to a page from elsewhere', async (_, request) => {
    const visit = await visitHost(folder);
    const port = visit.host.port;
    const foreign = [
      'https://evil.example',
      'null',
      '',
      `https://127.0.0.1:${port}`,
      `http://localhost:${port}`,
      `http://127.0.0.1:${port + 1}`,
      `${visit.origin}/`,
      `${visit.origin}.evil.example`,
    ];
    for (const origin of foreign) {
      expect([origin, (await visit.ask({ ...request, headers: { origin } })).status]).toEqual([origin, 403]);
    }
  });

  test.each(REQUESTS)('%s is not given to what another site has put into its page', async (_, request) => {
    const visit = await visitHost(folder);
    for (const site of ['cross-site', 'same-site']) {
      const embedded = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'audio' };
      const framed = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
      for (const headers of [embedded, framed]) {
        expect((await visit.ask({ ...request, headers })).status).toBe(403);
      }
    }
  });

  test('what may change something says where it comes from, or is refused', async () => {
    const visit = await visitHost(folder);
    for (const [, request] of REQUESTS.filter(([, { method }]) => method !== undefined)) {
      expect((await visit.ask({ ...request, headers: { origin: null } })).status).toBe(403);
    }
  });

  test('control: from the page itself, all of it is answered', async () => {
    const visit = await visitHost(folder);
    const headers = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
    const answers = REQUESTS.map(async ([, request]) => (await visit.ask({ ...request, headers })).status);
    expect(await Promise.all(answers)).toEqual([200, 200, 200, 200, 404, 404, 405]);
  });
});

describe('who may come in', () => {
  test.each(REQUESTS.slice(0, -1))('%s is not given without a cookie', async (_, request) => {
    const visit = await visitHost(folder);
    for (const cookie of [null, '', 'earshot=1', `${visit.cookie.split('=')[0]}=1795352958578.`]) {
      expect((await visit.ask({ ...request, headers: { cookie } })).status).toBe(401);
    }
  });

  test('a cookie that was changed, or that another host has made, is none', async () => {
    const visit = await visitHost(folder);
    const [name = '', value = ''] = visit.cookie.split('=');
    const other = await visitHost(folder);
    const elsewhere = other.cookie.split('=')[1] ?? '';
    const older = `${Number(value.split('.')[0]) - 1}.${value.split('.')[1]}`;
    for (const cookie of [
      `${name}=${older}`,
      `${name}=${value.slice(0, -8)}AAAAAAAA`,
      `${name}=${elsewhere}`,
      other.cookie,
    ]) {
      expect((await visit.ask({ headers: { cookie } })).status).toBe(401);
    }
    expect((await visit.ask({ headers: { cookie: `other=1; ${visit.cookie}; more=2` } })).status).toBe(200);
  });

  test('whatever else stands where the cookie does, it is none', async () => {
    const visit = await visitHost(folder);
    const [name = ''] = visit.cookie.split('=');
    const value = fc.oneof(
      fc.stringMatching(/^[!-~]{0,60}$/),
      fc.base64String().map((text) => `1795352958578.${text}`),
    );
    await fc.assert(
      fc.asyncProperty(value, async (given) => {
        expect((await visit.ask({ headers: { cookie: `${name}=${given}` } })).status).toBe(401);
      }),
      { numRuns: 100 },
    );
    expect((await visit.ask()).status).toBe(200);
  });

  test('hosts beside each other do not take each other’s cookies: a browser keeps one set for all ports', async () => {
    const [one, other] = [await visitHost(folder), await visitHost(folder)];
    const jar = new Map([one.cookie, other.cookie].map((cookie) => [cookie.split('=')[0], cookie]));
    expect(jar.size).toBe(2);
    const cookie = [...jar.values()].join('; ');
    for (const visit of [one, other]) expect((await visit.ask({ headers: { cookie } })).status).toBe(200);
  });

  test('the cookie is out of reach of scripts and of other sites', async () => {
    const visit = await startHost(folder);
    const { status, headers } = await visit.ask({ path: visit.linkPath });
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    const attributes = headers['set-cookie']?.[0]?.split('; ').slice(1) ?? [];
    expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict', 'Path=/']));
    expect(attributes.join()).not.toContain('Domain');
  });

  test('a link lets in one browser', async () => {
    const visit = await startHost(folder);
    const path = visit.linkPath;
    expect((await visit.ask({ path })).status).toBe(303);
    expect((await visit.ask({ path })).status).toBe(401);
  });

  test('who has used a link and uses it again, or goes back to it, comes to the page', async () => {
    const visit = await startHost(folder);
    const path = visit.linkPath;
    await visit.enter();
    expect(await visit.ask({ path })).toMatchObject({ status: 303, headers: { location: '/' } });
  });

  test('who looks whether a link is there does not use it up', async () => {
    const visit = await startHost(folder);
    await visit.ask({ method: 'HEAD', path: visit.linkPath });
    expect((await visit.ask({ path: visit.linkPath })).status).toBe(303);
  });

  test('a link that nobody has used for ten minutes does not hold any more', async () => {
    const clock = { atMs: 0 };
    const visit = await startHost(folder, { now: () => clock.atMs });
    const path = visit.linkPath;
    clock.atMs = 10 * 60_000 - 1;
    await visit.ask({ method: 'HEAD', path });
    expect(visit.links).toHaveLength(1);
    clock.atMs += 1;
    expect((await visit.ask({ path })).status).toBe(401);
  });

  test('a browser that comes too late is told so, and a new link is printed: one, however often it comes', async () => {
    const visit = await startHost(folder);
    const used = visit.linkPath;
    await visit.ask({ path: used });
    for (const path of [used, '/', '/?token=guessed', used]) {
      const { status, headers, text } = await visit.ask({ path });
      expect(status).toBe(401);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(text).toContain('newest link');
      expect(text).not.toContain(visit.linkPath.slice('/?token='.length));
    }
    expect(visit.links).toHaveLength(2);
    expect((await visit.ask({ path: visit.linkPath })).status).toBe(303);
  });

  test('a browser that another site has led here keeps its cookie back, and is asked to come again', async () => {
    const visit = await visitHost(folder);
    const led = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    const answer = await visit.ask({ headers: { ...led, cookie: null } });
    expect(answer).toMatchObject({ status: 200, headers: { refresh: '0; url=/' } });
    expect(answer.text).not.toContain('The page');
    expect(visit.links).toHaveLength(1);
  });

  test('it stays let in with the next host of the same folder, which it finds at the same place', async () => {
    const visit = await visitHost(folder);
    const { port } = visit.host;
    await visit.host.close();
    const folders = { data: visit.dataFolder, uploads: join(visit.dataFolder, 'uploads') };
    const next = await startHost(folder, { folders });
    expect(next.host.port).toBe(port);
    expect((await next.ask({ headers: { cookie: visit.cookie } })).status).toBe(200);
  });

  test('where that place is taken, another one is found', async () => {
    const visit = await visitHost(folder);
    const folders = { data: visit.dataFolder, uploads: join(visit.dataFolder, 'uploads') };
    const second = await startHost(folder, { folders });
    expect(second.host.port).not.toBe(visit.host.port);
    expect((await second.ask({ headers: { cookie: visit.cookie } })).status).toBe(200);
  });

  test('a browser that has not been here for months needs a link again', async () => {
    const clock = { atMs: 1e12 };
    const visit = await visitHost(folder, { wallNow: () => clock.atMs });
    clock.atMs += 89 * 24 * 60 * 60_000;
    const { headers } = await visit.ask();
    const renewed = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    clock.atMs += 2 * 24 * 60 * 60_000;
    expect((await visit.ask()).status).toBe(401);
    expect((await visit.ask({ headers: { cookie: renewed } })).status).toBe(200);
  });

  test('what lets browsers in lies where nobody else can read it', async () => {
    const visit = await visitHost(folder);
    const file = join(visit.dataFolder, 'pages.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain(visit.linkPath.slice('/?token='.length));
  });

  test.each(['', '{"key":"short","port":1}', '{"key"'])(
    'a key that reads %j is made anew: browsers need a link again',
    async (text) => {
      const visit = await visitHost(folder);
      await visit.host.close();
      writeFileSync(join(visit.dataFolder, 'pages.json'), text);
      const folders = { data: visit.dataFolder, uploads: join(visit.dataFolder, 'uploads') };
      const next = await startHost(folder, { folders });
      expect((await next.ask({ headers: { cookie: visit.cookie } })).status).toBe(401);
      await next.enter();
      expect((await next.ask()).status).toBe(200);
    },
  );

  test('where the key cannot be kept, no page is served', async () => {
    const data = mkdtempSync(join(folder, 'data-'));
    mkdirSync(join(data, 'pages.json'));
    const start = startHost(folder, { folders: { data, uploads: join(data, 'uploads') } });
    await expect(start).rejects.toMatchObject({ code: 'database-unwritable' });
  });

  test('a port that is taken is an error with a way out', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address: AddressInfo | string | null = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(startHost(folder, { port })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: `Port ${port} is taken by another program.`,
      hint: expect.stringContaining('--port'),
    });
    other.close();
  });
});

describe('the WebSocket', () => {
  test.each<[string, (visit: { origin: string; authority: string }) => Record<string, string>]>([
    ['another origin', () => ({ origin: 'https://evil.example' })],
    ['the origin of another port', () => ({ origin: 'http://127.0.0.1:1' })],
    ['no origin', () => ({ origin: '' })],
    ['another name of this computer', () => ({ host: 'evil.example' })],
    ['no cookie', () => ({ cookie: '' })],
    ['another cookie', () => ({ cookie: 'earshot-00000000=1.AAAA' })],
    ['a page that another site has framed', () => ({ 'sec-fetch-site': 'cross-site' })],
  ])('with %s it is refused', async (_, headers) => {
    const visit = await visitHost(folder);
    expect(await statusOf(openMessages(visit, '/messages', headers(visit)))).toBe(403);
  });

  test('control: from a page of this host it opens', async () => {
    const visit = await visitHost(folder);
    expect(await statusOf(openMessages(visit, '/messages', { 'sec-fetch-site': 'same-origin' }))).toBe(101);
  });
});

describe('what goes with every answer', () => {
  test.each(REQUESTS)('%s: nobody may frame it, guess its kind or pass it on', async (_, request) => {
    const visit = await visitHost(folder);
    for (const headers of [{}, { cookie: null }, { host: 'evil.example' }]) {
      const answer = await visit.ask({ ...request, headers });
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(answer.headers['cache-control']).toMatch(/no-store|no-cache/);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('the page runs what belongs to it, and talks to its host', async () => {
    const visit = await visitHost(folder);
    const { headers } = await visit.ask();
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["script-src 'self'", "connect-src 'self'", "media-src 'self' blob:"]),
    );
    expect(policy.join()).not.toContain('unsafe');
  });
});
