import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { MethodInput } from '../../src/shared/contract/methods.ts';
import { DEFAULT_QUEUE_SETTINGS } from '../../src/shared/contract/methods.ts';
import { DEFAULT_JOB_OPTIONS } from '../../src/shared/job-options.ts';
import { OUTPUTS, uidOf } from '../support/contract-samples.ts';
import { type PageVisit, startHost, visitHost } from '../support/headless-host.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const GIB = 1024 ** 3;
const RESERVE = DEFAULT_QUEUE_SETTINGS.blockBelowFreeBytes;

function uploadsOf({ dataFolder }: PageVisit): string {
  return join(dataFolder, 'uploads');
}

/** Files in the folder for uploads, without the folders that they have for themselves. */
function filesIn(visit: PageVisit): string[] {
  const folder = uploadsOf(visit);
  return readdirSync(folder).flatMap((place) => readdirSync(join(folder, place)));
}

/** An upload that was begun. */
type Begun = {
  readonly cut: () => void;
  /** Resolves with the status of the answer, or null when the connection ended without one. */
  readonly ended: Promise<number | null>;
};

/** Begins to send a file of this size, and sends this much of it. */
function beginUpload(visit: PageVisit, sizeBytes: number, sent: string): Begun {
  const raw = request({
    host: '127.0.0.1',
    port: visit.host.port,
    method: 'PUT',
    path: '/uploads?name=talk.mp3',
    headers: { origin: visit.origin, cookie: visit.cookie, 'content-length': String(sizeBytes) },
    agent: false,
  });
  let status: number | null = null;
  const ended = new Promise<number | null>((resolve) => {
    raw.once('close', () => resolve(status));
  });
  raw.on('error', () => {});
  raw.on('response', (response) => {
    status = response.statusCode ?? null;
    response.resume();
  });
  raw.write(sent);
  return { cut: () => raw.destroy(), ended };
}

/** The disk tells nobody when something has changed on it. */
function until(isSo: () => boolean): Promise<boolean> {
  return vi.waitUntil(isSo, { interval: 5, timeout: 20_000 });
}

describe('a file that a page sends', () => {
  test('lies in a folder of its own, byte for byte, where nobody else can read it', async () => {
    const visit = await visitHost(suite);
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const { status, text } = await visit.upload('talk.mp3', content);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ ok: true, value: { grant: expect.stringMatching(/^[\w-]{22}$/) } });
    const [place = ''] = readdirSync(uploadsOf(visit));
    const file = join(uploadsOf(visit), place, 'talk.mp3');
    expect(readFileSync(file)).toEqual(content);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(text).not.toContain(place);
  });

  test('becomes a job by its grant, once, and is kept by the queue', async () => {
    const added: MethodInput<'queue.add'>[] = [];
    const visit = await visitHost(suite, {
      special: {
        'queue.add': async (input) => {
          added.push(input);
          const [path = ''] = input.paths;
          return { batchUid: uidOf(1), jobs: [{ uid: uidOf(1), path, disposition: 'added' }], problems: [] };
        },
      },
    });
    const { value } = JSON.parse((await visit.upload('talk.mp3', 'sound')).text);
    const input = { grants: [value.grant], options: DEFAULT_JOB_OPTIONS, again: false };
    const report = { ok: true, value: { jobs: [{ name: 'talk.mp3', disposition: 'added' }] } };
    expect((await visit.call('intake.add', input)).result).toMatchObject(report);
    expect(added).toMatchObject([{ keepCopy: true, paths: [expect.stringContaining('talk.mp3')] }]);
    expect((await visit.call('intake.add', input)).result).toMatchObject({
      error: { code: 'invalid-argument' },
    });
    expect(added).toHaveLength(1);
  });

  test('that nobody needs is removed, with its folder', async () => {
    const visit = await visitHost(suite, {
      special: { 'queue.add': async () => ({ ...OUTPUTS['queue.add'], jobs: [] }) },
    });
    const { value } = JSON.parse((await visit.upload('notes.txt', 'no sound')).text);
    await visit.call('intake.add', { grants: [value.grant], options: DEFAULT_JOB_OPTIONS, again: false });
    expect(readdirSync(uploadsOf(visit))).toEqual([]);
  });

  test.each([
    ['Talks/Day 1/opening.mp3', 'opening.mp3'],
    ['../../../../escape.mp3', 'escape.mp3'],
    ['..\\..\\escape.mp3', 'escape.mp3'],
    ['/etc/passwd', 'passwd'],
    ['.unfinished', 'unfinished'],
    ['..', 'recording'],
    ['ta\0lk.mp3', 'talk.mp3'],
    [`${'x'.repeat(4_000)}.mp3`, `${'x'.repeat(251)}.mp3`],
  ])('with the name %j is called %j and stays in its place', async (name, kept) => {
    const visit = await visitHost(suite);
    expect((await visit.upload(name, 'sound')).status).toBe(200);
    expect(filesIn(visit)).toEqual([kept]);
  });

  test('two with one name do not meet', async () => {
    const visit = await visitHost(suite);
    await Promise.all([visit.upload('a/talk.mp3', 'one'), visit.upload('b/talk.mp3', 'two')]);
    expect(filesIn(visit)).toEqual(['talk.mp3', 'talk.mp3']);
  });

  test('may be empty: the queue says what it thinks of it', async () => {
    const visit = await visitHost(suite);
    expect((await visit.upload('empty.mp3', '')).status).toBe(200);
  });
});

describe('a file that does not arrive', () => {
  test.each([
    ['no name', 400, '/uploads', {}],
    ['an empty name', 400, '/uploads?name=', {}],
    ['a name without end', 400, `/uploads?name=${'x'.repeat(5_000)}`, {}],
    ['no length', 411, '/uploads?name=a.mp3', { 'content-length': null, 'transfer-encoding': 'chunked' }],
  ])('%s: refused, and nothing is kept', async (_, status, path, headers) => {
    const visit = await visitHost(suite);
    const answer = await visit.ask({
      method: 'PUT',
      path,
      headers: { 'content-length': '5', ...headers },
      body: 'sound',
    });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
    expect(readdirSync(uploadsOf(visit))).toEqual([]);
  });

  test('one that is larger than anything is refused before it comes', async () => {
    const visit = await visitHost(suite, { statfs: async () => ({ bavail: 1e12, bsize: 4_096 }) });
    const { ended } = beginUpload(visit, 300 * GIB, 'x');
    expect(await ended).toBe(413);
    expect(readdirSync(uploadsOf(visit))).toEqual([]);
  });

  test('one that is cut off leaves nothing', async () => {
    const visit = await visitHost(suite);
    const { cut, ended } = beginUpload(visit, 1_000, 'the beginning');
    await until(() => filesIn(visit).includes('.unfinished'));
    cut();
    expect(await ended).toBeNull();
    await until(() => readdirSync(uploadsOf(visit)).length === 0);
  });

  test('one that stands still is cut off and leaves nothing', async () => {
    const visit = await visitHost(suite, { limits: { silenceLimitMs: 100 } });
    const { ended } = beginUpload(visit, 1_000, 'the beginning');
    expect(await ended).toBeNull();
    await until(() => readdirSync(uploadsOf(visit)).length === 0);
  });

  test('one that is on its way when the host ends is cut off at once and leaves nothing', async () => {
    const visit = await visitHost(suite, { limits: { lingerMs: 60_000 } });
    const { ended } = beginUpload(visit, 1_000, 'the beginning');
    await until(() => filesIn(visit).includes('.unfinished'));
    await visit.host.close();
    expect(readdirSync(uploadsOf(visit))).toEqual([]);
    await ended;
  });

  test('what a host that died had not received is removed by the next; what is still coming in elsewhere stays', async () => {
    const first = await startHost(suite);
    const folder = uploadsOf(first);
    const place = (name: string, file: string, ageMs: number): void => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, file), 'half of it');
      const at = (Date.now() - ageMs) / 1_000;
      utimesSync(join(folder, name, file), at, at);
    };
    place('died', '.unfinished', 3_600_000);
    place('coming', '.unfinished', 1_000);
    place('waiting', 'talk.mp3', 3_600_000);
    await startHost(suite, { folders: { data: first.dataFolder, uploads: folder } });
    await until(() => !existsSync(join(folder, 'died')));
    expect(readdirSync(folder).toSorted()).toEqual(['coming', 'waiting']);
  });

  test('a folder that cannot be written to is told', async () => {
    const visit = await visitHost(suite, { folders: { data: suite, uploads: '/proc/nowhere' } });
    const { status, text } = await visit.upload('talk.mp3', 'sound');
    expect(status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'output-not-writable' } });
  });
});

describe('the space on the disk', () => {
  function disk(freeBytes: () => number) {
    return async () => ({ bavail: freeBytes(), bsize: 1 });
  }

  test('what does not fit is refused before it comes, with how much is missing', async () => {
    const visit = await visitHost(suite, { statfs: disk(() => RESERVE + 4) });
    const { status, text } = await visit.upload('talk.mp3', 'sound');
    expect(status).toBe(507);
    expect(JSON.parse(text)).toMatchObject({
      ok: false,
      error: {
        code: 'disk-full',
        message: expect.stringContaining('talk.mp3'),
        hint: expect.stringContaining('1 MB'),
      },
    });
    expect(readdirSync(uploadsOf(visit))).toEqual([]);
  });

  test('control: what just fits is taken', async () => {
    const visit = await visitHost(suite, { statfs: disk(() => RESERVE + 5) });
    expect((await visit.upload('talk.mp3', 'sound')).status).toBe(200);
  });

  test('what the queue is set to keep free stays free', async () => {
    const settings = { ...DEFAULT_QUEUE_SETTINGS, blockBelowFreeBytes: 8 * GIB };
    const visit = await visitHost(suite, {
      statfs: disk(() => 8 * GIB),
      special: { 'queue.status': async () => ({ ...OUTPUTS['queue.status'], settings }) },
    });
    expect((await visit.upload('talk.mp3', 'sound')).status).toBe(507);
  });

  test('two that come at once are not promised the same space', async () => {
    const visit = await visitHost(suite, { statfs: disk(() => RESERVE + 1_500) });
    const first = beginUpload(visit, 1_000, 'the beginning');
    await until(() => filesIn(visit).includes('.unfinished'));
    expect((await visit.upload('other.mp3', 'x'.repeat(1_000))).status).toBe(507);
    first.cut();
    await first.ended;
    await until(() => readdirSync(uploadsOf(visit)).length === 0);
    expect((await visit.upload('other.mp3', 'x'.repeat(1_000))).status).toBe(200);
  });

  test('a disk that fills up meanwhile ends what is on its way, and the answer still arrives', async () => {
    let looks = 0;
    const visit = await visitHost(suite, {
      statfs: disk(() => {
        looks += 1;
        return looks === 1 ? 10 * GIB : 0;
      }),
    });
    const { status, text } = await visit.upload('talk.mp3', Buffer.alloc(80 * 1024 * 1024));
    expect(status).toBe(507);
    expect(JSON.parse(text)).toMatchObject({
      error: { code: 'disk-full', message: expect.stringContaining('talk.mp3') },
    });
    expect(readdirSync(uploadsOf(visit))).toEqual([]);
  });
});
