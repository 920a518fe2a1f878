import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { MethodOutput } from '../../src/shared/contract/methods.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import type { ExportRule } from '../../src/shared/job-options.ts';
import type { JobState } from '../../src/shared/job-state.ts';
import { jobIn } from '../support/job-in-state.ts';
import type { TranscribeCall } from '../support/scripted-engine.ts';
import { answerOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { foldersIn, latch, settled, TestQueue, until } from '../support/test-queue.ts';

const hashed = vi.hoisted(() => ({ paths: [] as string[] }));
vi.mock(import('../../src/main/core/queue/source-fingerprint.ts'), async (original) => {
  const real = await original();
  return {
    ...real,
    hashSource: async (path) => {
      hashed.paths.push(path);
      return await real.hashSource(path);
    },
  };
});

const folder = suiteFolder();

const TXT: ExportRule = { formats: ['txt'], outputDir: null, nameTemplate: '{name}', onCollision: 'number' };

function dispositions({ jobs }: MethodOutput<'queue.add'>): string[] {
  return jobs.map(({ disposition }) => disposition);
}

/** A queue in which nothing is started or looked at by itself. */
async function pausedQueue(): Promise<TestQueue> {
  const queue = await TestQueue.open(folder, { probe: () => new Promise(() => {}) });
  await queue.call('queue.pause', {});
  return queue;
}

describe('adding recordings', () => {
  test('takes what can be used, and says what is wrong with the rest', async () => {
    const queue = await pausedQueue();
    const good = queue.record('good.wav');
    const empty = queue.record('empty.wav', '');
    const { jobs, problems } = await queue.add([good, empty, '/nowhere.wav', 'https://example.org/a.mp3']);
    expect(jobs).toMatchObject([{ path: good, disposition: 'added' }]);
    expect(problems.map(({ path, error }) => [path, error.code])).toEqual(
      expect.arrayContaining([
        [empty, 'file-empty'],
        ['/nowhere.wav', 'file-not-found'],
        ['https://example.org/a.mp3', 'url-not-supported'],
      ]),
    );
  });

  test('finds recordings in folders, and files written elsewhere keep their shape', async () => {
    const queue = await TestQueue.open(folder);
    const inside = join(queue.home, 'recordings', 'tapes', 'old');
    mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, 'one.wav'), 'one');
    const outputDir = join(queue.home, 'texts');
    const { jobs } = await queue.add([join(queue.home, 'recordings')], { exports: { ...TXT, outputDir } });
    expect(await queue.exported(jobs[0]?.uid ?? '')).toEqual({
      state: 'written',
      files: [join(outputDir, 'tapes', 'old', 'one.txt')],
    });
  });

  test('that is stopped with the queue takes nothing', async () => {
    const queue = await pausedQueue();
    const path = queue.record('talk.wav');
    await queue.stop();
    await expect(
      queue.own.handlers['queue.add']({
        paths: [path],
        options: (await import('../../src/shared/job-options.ts')).DEFAULT_JOB_OPTIONS,
        exports: TXT,
        again: false,
        keepCopy: false,
      }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('gives a content that comes twice in one batch one job', async () => {
    const queue = await pausedQueue();
    const [a, b] = [queue.record('a.wav', 'same'), queue.record('b.wav', 'same')];
    const report = await queue.add([a, b, a]);
    expect(dispositions(report)).toEqual(['added', 'already-there']);
    expect(new Set(report.jobs.map(({ uid }) => uid)).size).toBe(1);
  });

  test('tells recordings of one length apart by their content, and reads each of them once', async () => {
    const queue = await TestQueue.open(folder, {}, { follow: false });
    const paths = Array.from({ length: 40 }, (_, index) =>
      queue.record(`${index}.wav`, `content ${String(index).padStart(3, '0')}`),
    );
    hashed.paths = [];
    const report = await queue.add(paths);
    expect(dispositions(report)).toEqual(paths.map(() => 'added'));
    expect(hashed.paths.toSorted()).toEqual(paths.toSorted());
    hashed.paths = [];
    // Among those that the queue knows by now as well: itself, and the first one, which was alone when it came.
    expect(dispositions(await queue.add([queue.record('other.wav', 'content abc')]))).toEqual(['added']);
    expect(hashed.paths.length).toBeLessThanOrEqual(2);
  });

  test('reads nothing of recordings whose length nothing else has', async () => {
    const queue = await TestQueue.open(folder, {}, { follow: false });
    const paths = Array.from({ length: 10 }, (_, index) =>
      queue.record(`${index}.wav`, 'x'.repeat(index + 1)),
    );
    hashed.paths = [];
    await queue.add(paths);
    expect(hashed.paths).toEqual([]);
  });

  test('at the same time by two programs gives the recording one job', async () => {
    const queue = await pausedQueue();
    const path = queue.record('talk.wav');
    const [one, two] = await Promise.all([queue.add([path]), queue.add([path])]);
    expect([dispositions(one), dispositions(two)]).toEqual([['added'], ['already-there']]);
  });

  test('takes none of a batch that the store does not take', async () => {
    const queue = await pausedQueue();
    queue.store.inside = ({ method }) => {
      if (method === 'addJobs') throw new EarshotError('disk-full', 'The disk is full.');
    };
    await expect(queue.add([queue.record('talk.wav')])).rejects.toMatchObject({
      failure: { code: 'disk-full' },
    });
    queue.store.inside = undefined;
    expect((await queue.call('queue.status', {})).counts.importing).toBe(0);
  });
});

describe('a recording that is added again', () => {
  test.each<[JobState, string]>([
    ['importing', 'already-there'],
    ['queued', 'already-there'],
    ['running', 'already-there'],
    ['paused', 'continued'],
    ['retry_wait', 'continued'],
    ['blocked', 'continued'],
    ['canceled', 'continued'],
    ['failed', 'continued'],
    ['completed', 'already-done'],
  ])('while its job is %s is %s', async (state, disposition) => {
    const { queue, uid } = await jobIn(folder, state);
    const report = await queue.add([queue.record('talk.wav')]);
    expect(report.jobs).toMatchObject([{ uid, disposition }]);
    if (disposition === 'continued') expect(await queue.state(uid)).toBe('queued');
  });

  test.each<[JobState]>([['pausing'], ['canceling']])(
    'while its job is %s goes on behind that',
    async (state) => {
      const held = latch();
      const script = { isHeld: true };
      const answer = async (call: TranscribeCall) =>
        script.isHeld ? await new Promise<never>(() => {}) : answerOf(call);
      const queue = await TestQueue.open(folder, { engine: () => ({ answer }) });
      const uid = await queue.addOne();
      await queue.engineCalled(1);
      queue.store.before = ({ method }) => (method === 'job' ? held.pass() : null);
      const jobs = { uids: [uid] };
      if (state === 'pausing') await queue.call('jobs.pause', { jobs, running: 'drop' });
      else await queue.call('jobs.cancel', { jobs });
      await held.arrived;
      script.isHeld = false;
      const adding = queue.add([queue.record('talk.wav')]);
      await settled();
      held.open();
      expect((await adding).jobs).toMatchObject([{ uid, disposition: 'continued' }]);
      await queue.reached(uid, 'completed');
    },
  );

  test('with other options gets a new revision when it is done, and a second job while it is at work', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    const path = queue.record('talk.wav');
    expect((await queue.add([path], { translate: true })).jobs).toMatchObject([
      { uid, disposition: 'new-revision' },
    ]);
    expect(await queue.view(uid)).toMatchObject({ revision: 2, options: { translate: true } });
    const second = await queue.add([path], { translate: false });
    expect(second.jobs).toMatchObject([{ disposition: 'added' }]);
    expect(second.jobs[0]?.uid).not.toBe(uid);
  });

  test('on another device with other threads is the same text', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    const report = await queue.add([queue.record('talk.wav')], { device: 'cpu', threads: 1 });
    expect(report.jobs).toMatchObject([{ uid, disposition: 'already-done' }]);
  });

  test('is done anew if somebody says so', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    const report = await queue.add([queue.record('talk.wav')], { again: true });
    expect(report.jobs).toMatchObject([{ uid, disposition: 'new-revision' }]);
  });

  test('writes its files by what is asked for now, beside the file that was given', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    const copy = join(queue.home, 'copy.wav');
    copyFileSync(join(queue.home, 'recordings', 'talk.wav'), copy);
    await queue.add([copy], { exports: { ...TXT, formats: ['srt'] } });
    expect(await queue.view(uid)).toMatchObject({
      path: join(queue.home, 'recordings', 'talk.wav'),
      exports: { formats: ['srt'] },
      exportStatus: { state: 'written', files: [join(queue.home, 'copy.srt')] },
    });
  });

  test('under another path to be done anew is done with the file that was given, and its files lie there', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    await queue.call('queue.resume', {});
    const copy = join(queue.home, 'copy.wav');
    copyFileSync(join(queue.home, 'recordings', 'talk.wav'), copy);
    await queue.add([copy], { again: true, exports: TXT });
    expect(await queue.exported(uid)).toEqual({ state: 'written', files: [join(queue.home, 'copy.txt')] });
    expect(await queue.view(uid)).toMatchObject({ path: copy, revision: 2 });
  });

  test('and goes on writes the files that are asked for now', async () => {
    const { queue, uid } = await jobIn(folder, 'paused');
    await queue.call('queue.resume', {});
    await queue.add([queue.record('talk.wav')], { exports: TXT });
    expect(await queue.exported(uid)).toEqual({
      state: 'written',
      files: [join(queue.home, 'recordings', 'talk.txt')],
    });
  });

  test('cannot be written where that is impossible, which stands in its job and is no reason to refuse it', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    const outputDir = queue.record('a-file-and-no-folder');
    const report = await queue.add([join(queue.home, 'recordings', 'talk.wav')], {
      exports: { ...TXT, outputDir },
    });
    expect(dispositions(report)).toEqual(['already-done']);
    expect(await queue.exported(uid)).toMatchObject({
      state: 'failed',
      failure: { code: 'output-not-writable' },
    });
  });

  test('from where it was moved to is found by its content', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    const moved = join(queue.home, 'moved.wav');
    renameSync(join(queue.home, 'recordings', 'talk.wav'), moved);
    expect((await queue.add([moved])).jobs).toMatchObject([{ uid, disposition: 'already-done' }]);
    expect((await queue.view(uid)).path).toBe(moved);
  });

  test('and cannot go on because its job has changed in this moment is a problem of that path alone', async () => {
    const { queue, uid } = await jobIn(folder, 'failed');
    queue.store.before = async ({ method }) => {
      if (method !== 'steps') return;
      queue.store.before = undefined;
      await queue.call('jobs.retry', { jobs: { uids: [uid] } });
    };
    const other = queue.record('other.wav');
    const { jobs, problems } = await queue.add([join(queue.home, 'recordings', 'talk.wav'), other]);
    expect(jobs).toMatchObject([{ path: other, disposition: 'added' }]);
    expect(problems).toMatchObject([{ error: { code: 'state-refused' } }]);
  });
});

describe('a copy of our own', () => {
  test('is what is read, even when the recording is gone by then', async () => {
    const queue = await TestQueue.open(folder);
    await queue.call('queue.pause', {});
    const path = queue.record('talk.wav', 'sound');
    const { jobs } = await queue.add([path], { keepCopy: true });
    const uid = jobs[0]?.uid ?? '';
    await queue.reached(uid, 'queued');
    rmSync(path);
    const copy = join(foldersIn(queue.home).copies, `${uid}.wav`);
    expect(readFileSync(copy, 'utf8')).toBe('sound');
    await queue.call('queue.resume', {});
    await queue.reached(uid, 'completed');
    expect(readdirSync(foldersIn(queue.home).copies)).toEqual([`${uid}.wav`]);
  });

  test('is made by a run that begins before anybody has looked at the recording', async () => {
    const queue = await TestQueue.open(folder, { probe: () => new Promise(() => {}) });
    const { jobs } = await queue.add([queue.record('talk.wav', 'sound')], { keepCopy: true });
    const uid = jobs[0]?.uid ?? '';
    await queue.reached(uid, 'completed');
    expect(existsSync(join(foldersIn(queue.home).copies, `${uid}.wav`))).toBe(true);
  });

  test('that cannot be made because the recording is away waits for it', async () => {
    const queue = await pausedQueue();
    const path = queue.record('talk.wav', 'sound');
    const { jobs } = await queue.add([path], { keepCopy: true });
    rmSync(path);
    rmSync(foldersIn(queue.home).copies, { recursive: true });
    await queue.call('queue.resume', {});
    expect((await queue.reached(jobs[0]?.uid ?? '', 'blocked')).status).toMatchObject({
      reason: 'source-missing',
    });
  });

  test('goes with its job when that is exchanged', async () => {
    const queue = await TestQueue.open(folder);
    const { jobs } = await queue.add([queue.record('talk.wav', 'sound')], { keepCopy: true });
    const uid = jobs[0]?.uid ?? '';
    await queue.reached(uid, 'completed');
    await queue.call('jobs.relocate', {
      uid,
      path: queue.record('new.wav', 'other sound'),
      acceptChanged: true,
    });
    expect(readdirSync(foldersIn(queue.home).copies)).toEqual([]);
    await queue.reached(uid, 'completed');
  });
});

describe('what a page has sent', () => {
  /** As hosts lay it down. */
  function sent(queue: TestQueue, id: string, content = 'sound'): string {
    const place = join(foldersIn(queue.home).uploads, id);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'talk.wav'), content);
    return join(place, 'talk.wav');
  }

  const uploadsOf = (queue: TestQueue): string[] => readdirSync(foldersIn(queue.home).uploads);

  test('is kept under its job and is not there twice', async () => {
    const queue = await TestQueue.open(folder);
    const { jobs } = await queue.add([sent(queue, 'one')], { keepCopy: true });
    const uid = jobs[0]?.uid ?? '';
    expect((await queue.reached(uid, 'completed')).title).toBe('talk.wav');
    expect(uploadsOf(queue)).toEqual([]);
    expect(readFileSync(join(foldersIn(queue.home).copies, `${uid}.wav`), 'utf8')).toBe('sound');
  });

  test('and cannot be read is told by the name that it had', async () => {
    const probe = async (file: string): Promise<never> => {
      throw new EarshotError('no-audio-track', `${basename(file)} has no sound.`);
    };
    const queue = await TestQueue.open(folder, { probe });
    // A run would not look at it the way that the first look does.
    await queue.call('queue.pause', {});
    const { jobs } = await queue.add([sent(queue, 'one')], { keepCopy: true });
    const { status } = await queue.reached(jobs[0]?.uid ?? '', 'failed');
    expect(status).toMatchObject({ failure: { message: 'talk.wav has no sound.' } });
  });

  test('is found by the next owner, where the first one got no further than keeping it', async () => {
    const queue = await TestQueue.open(folder, { probe: () => new Promise(() => {}) }, { follow: false });
    const { jobs } = await queue.add([sent(queue, 'one')], { keepCopy: true });
    const uid = jobs[0]?.uid ?? '';
    queue.client.follow('all');
    await queue.call('queue.pause', {});
    await until(() => uploadsOf(queue).length === 0);
    await queue.stop();
    const next = await TestQueue.open(folder, {}, { home: queue.home });
    await next.call('queue.resume', {});
    expect((await next.reached(uid, 'completed')).title).toBe('talk.wav');
  });

  test('and is known already does not draw a job away from the recording that it has', async () => {
    const queue = await TestQueue.open(folder);
    const path = queue.record('talk.wav', 'sound');
    const own = (await queue.add([path])).jobs[0]?.uid ?? '';
    await queue.reached(own, 'completed');
    const again = await queue.add([sent(queue, 'two')], { keepCopy: true, again: true });
    expect(again.jobs).toMatchObject([{ uid: own, disposition: 'new-revision' }]);
    expect((await queue.view(own)).path).toBe(path);
    await queue.reached(own, 'completed');
  });

  test('is read where the recording that a job had is gone', async () => {
    const queue = await TestQueue.open(folder);
    const path = queue.record('talk.wav', 'sound');
    const own = (await queue.add([path])).jobs[0]?.uid ?? '';
    await queue.reached(own, 'completed');
    rmSync(path);
    const upload = sent(queue, 'three');
    await queue.add([upload], { keepCopy: true, again: true });
    await queue.reached(own, 'completed');
    expect([(await queue.view(own)).path, existsSync(upload)]).toEqual([upload, true]);
  });
});
