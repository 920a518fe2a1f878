import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  PAGE_SCHEMAS,
  type PageInput,
  type PageMethod,
  type PageOutput,
} from '../../src/shared/contract/page.ts';
import { resultSchema } from '../../src/shared/contract/result.ts';
import { DEFAULT_JOB_OPTIONS } from '../../src/shared/job-options.ts';
import { CliHome } from '../support/cli-home.ts';
import { fixture } from '../support/make-media.ts';
import { type CliResult, type RunningCli, startCli } from '../support/run-cli.ts';
import { JFK_WORDS } from '../support/spoken-words.ts';

const LINK = /Open Earshot in a browser: (http:\/\/(127\.0\.0\.1:\d+)\/\?token=[\w-]+)\n/;

type Running = { readonly cli: RunningCli; readonly origin: string; readonly link: string };

async function serve(home: CliHome): Promise<Running> {
  const cli = await startCli(['serve', '--open', '--no-browser'], { home });
  const [, link = '', authority] = await cli.untilStdout(LINK);
  return { cli, link, origin: `http://${authority}` };
}

async function stop({ cli }: Running): Promise<CliResult> {
  cli.signal('SIGINT');
  return await cli.finished;
}

/** Opens the link as a browser does. @returns the cookie */
async function enter({ link }: Running): Promise<string> {
  const { headers } = await fetch(link, { redirect: 'manual' });
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function call<Name extends PageMethod>(
  { origin }: Running,
  cookie: string,
  method: Name,
  input: PageInput<Name>,
): Promise<PageOutput<Name>> {
  const headers = { cookie, origin, 'content-type': 'application/json' };
  const body = JSON.stringify(input);
  const response = await fetch(`${origin}/rpc/${method}`, { method: 'POST', headers, body });
  const result = resultSchema.parse(await response.json());
  if (!result.ok) throw new Error(result.error.message);
  return PAGE_SCHEMAS[method].output.parse(result.value);
}

async function send({ origin }: Running, cookie: string, name: string, file: string): Promise<string> {
  const response = await fetch(`${origin}/uploads?name=${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { cookie, origin },
    body: readFileSync(file),
  });
  const result = resultSchema.parse(await response.json());
  return z.strictObject({ grant: z.string() }).parse(result.ok ? result.value : null).grant;
}

test('a recording that a browser sends is transcribed, can be played, and is there after the next start', async () => {
  const home = CliHome.forThisTest();
  const first = await serve(home);
  const cookie = await enter(first);
  expect(cookie).not.toBe('');
  const grant = await send(first, cookie, 'Talks/jfk.mp3', fixture('jfk.mp3'));
  const options = DEFAULT_JOB_OPTIONS;
  const { jobs } = await call(first, cookie, 'intake.add', { grants: [grant], options, again: false });
  const [{ uid, name, disposition } = { uid: '', name: '', disposition: '' }] = jobs;
  expect([name, disposition]).toEqual(['jfk.mp3', 'added']);
  await first.cli.untilStdout(/jfk\.mp3: done/);

  const text = await call(first, cookie, 'transcript.render', { uid, revision: null, format: 'txt' });
  expect(text.text.replaceAll(/\s+/g, ' ')).toMatch(JFK_WORDS);
  const media = `${first.origin}/media/${uid}`;
  const whole = Buffer.from(await (await fetch(media, { headers: { cookie } })).arrayBuffer());
  const part = await fetch(media, { headers: { cookie, range: 'bytes=100-199' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${whole.length}`]);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(100, 200));

  const { exitCode, stderr, leftovers } = await stop(first);
  expect({ exitCode, stderr, leftovers }).toEqual({ exitCode: 0, stderr: '', leftovers: [] });

  const next = await serve(home);
  expect(next.origin).toBe(first.origin);
  const { jobs: known } = await call(next, cookie, 'jobs.list', { states: null, offset: 0, limit: 10 });
  expect(known).toMatchObject([{ uid, title: 'jfk.mp3', status: { state: 'completed' } }]);
  await stop(next);
});

test('tells the licences of what is bundled, with their texts', async () => {
  const host = await serve(CliHome.forThisTest());
  const { licences } = await call(host, await enter(host), 'host.describe', {});
  const textOf = (name: RegExp): string | undefined =>
    licences.find((licence) => name.test(licence.name))?.text.replaceAll(/\s+/g, ' ');
  const permission = /Permission is hereby granted, free of charge/;
  expect([textOf(/^whisper\.cpp/), textOf(/^zod \d/), textOf(/^hono \d/)]).toEqual([
    expect.stringMatching(permission),
    expect.stringMatching(permission),
    expect.stringMatching(permission),
  ]);
  await stop(host);
});

test('a second one shows the queue of the first, at another place, and goes on when that ends', async () => {
  const home = CliHome.forThisTest();
  const first = await serve(home);
  const second = await serve(home);
  expect(second.origin).not.toBe(first.origin);
  const cookie = await enter(second);
  const { owner } = await call(second, cookie, 'queue.status', {});
  expect(owner.pid).toBe(first.cli.pid);
  await stop(first);
  const then = await call(second, cookie, 'queue.status', {});
  expect(then.owner.pid).toBe(second.cli.pid);
  expect((await stop(second)).exitCode).toBe(0);
});
