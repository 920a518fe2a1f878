import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExportRule } from '../../../src/shared/job-options.ts';
import { answerOf } from '../../support/staged-recording.ts';
import { suiteFolder } from '../../support/suite-folder.ts';
import { foldersIn, latch, TestQueue } from '../../support/test-queue.ts';

const folder = suiteFolder();
const TXT: ExportRule = { formats: ['txt'], outputDir: null, nameTemplate: '{name}', onCollision: 'number' };

function filesOf({ home }: TestQueue, ...names: readonly string[]): string[] {
  return names.map((name) => join(home, 'recordings', name));
}

describe('two files that hold one recording', () => {
  test('go on with the first of them, and have files each', async () => {
    const script = { isHeld: true };
    const queue = await TestQueue.open(folder, {
      engine: () => ({
        answer: (call) => (script.isHeld && call.index > 0 ? new Promise(() => {}) : answerOf(call)),
      }),
    });
    const [a, b] = [queue.record('a.wav', 'same'), queue.record('b.wav', 'same')];
    const { jobs } = await queue.add([a], { exports: TXT });
    const uid = jobs[0]?.uid ?? '';
    await queue.engineCalled(2);
    await queue.call('jobs.pause', { jobs: { uids: [uid] }, running: 'drop' });
    await queue.reached(uid, 'paused');
    script.isHeld = false;
    await queue.call('queue.pause', {});
    const again = await queue.add([a, b], { exports: TXT });
    expect(again.jobs).toEqual([
      { uid, path: a, disposition: 'continued' },
      { uid, path: b, disposition: 'already-there' },
    ]);
    await queue.call('queue.resume', {});
    expect(await queue.exported(uid)).toEqual({
      state: 'written',
      files: filesOf(queue, 'a.txt', 'b.txt'),
    });
    expect((await queue.view(uid)).path).toBe(a);
  });

  test('have files each when the text is there', async () => {
    const queue = await TestQueue.open(folder);
    const [a, b] = [queue.record('a.wav', 'same'), queue.record('b.wav', 'same')];
    const { jobs } = await queue.add([a]);
    await queue.reached(jobs[0]?.uid ?? '', 'completed');
    const again = await queue.add([a, b], { exports: TXT });
    expect(again.jobs.map(({ disposition }) => disposition)).toEqual(['already-done', 'already-done']);
    expect(filesOf(queue, 'a.txt', 'b.txt').map((file) => existsSync(file))).toEqual([true, true]);
  });

  test('are heard once and have files each when they are given at once', async () => {
    const queue = await TestQueue.open(folder);
    const [a, b] = [queue.record('a.wav', 'same'), queue.record('b.wav', 'same')];
    const { jobs } = await queue.add([a, b], { exports: TXT });
    const uid = jobs[0]?.uid ?? '';
    expect(jobs).toEqual([
      { uid, path: a, disposition: 'added' },
      { uid, path: b, disposition: 'already-there' },
    ]);
    expect(await queue.exported(uid)).toEqual({
      state: 'written',
      files: filesOf(queue, 'a.txt', 'b.txt'),
    });
    const [one, other] = filesOf(queue, 'a.txt', 'b.txt').map((file) => readFileSync(file, 'utf8'));
    expect(other).toBe(one);
    expect(queue.statesOf(uid).filter((state) => state === 'running')).toHaveLength(1);
  });

  test('have files each when the second comes while the first is being done, and one each however often', async () => {
    const held = latch();
    const queue = await TestQueue.open(folder, {
      engine: () => ({ answer: async (call) => await held.pass().then(() => answerOf(call)) }),
    });
    const [a, b] = [queue.record('a.wav', 'same'), queue.record('b.wav', 'same')];
    const { jobs } = await queue.add([a], { exports: TXT });
    await held.arrived;
    await queue.add([b], { exports: TXT });
    await queue.add([b, a], { exports: TXT });
    held.open();
    expect(await queue.exported(jobs[0]?.uid ?? '')).toEqual({
      state: 'written',
      files: filesOf(queue, 'a.txt', 'b.txt'),
    });
  });

  test('have the files that could be written when one folder refuses', async () => {
    const queue = await TestQueue.open(folder);
    const outputDir = join(queue.home, 'texts');
    mkdirSync(join(queue.home, 'recordings', 'tapes'), { recursive: true });
    const a = queue.record('a.wav', 'same');
    queue.record('tapes/b.wav', 'same');
    queue.record('tapes/c.wav', 'same');
    // In the place of the folder for the second and the third.
    mkdirSync(outputDir);
    writeFileSync(join(outputDir, 'tapes'), '');
    const { jobs } = await queue.add([join(queue.home, 'recordings')], { exports: { ...TXT, outputDir } });
    expect(jobs.map(({ path }) => path)).toContain(a);
    expect(await queue.exported(jobs[0]?.uid ?? '')).toMatchObject({
      state: 'failed',
      files: [join(outputDir, 'a.txt')],
      failure: { code: 'output-not-writable' },
    });
  });

  test('that a page has sent under one name are one file', async () => {
    const queue = await TestQueue.open(folder);
    const [one, two, other] = [
      ['1', 'talk.wav'],
      ['2', 'talk.wav'],
      ['3', 'call.wav'],
    ].map(([id = '', name = '']) => {
      const place = join(foldersIn(queue.home).uploads, id);
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, name), 'sound');
      return join(place, name);
    });
    const outputDir = join(queue.home, 'texts');
    const exports = { ...TXT, outputDir };
    const { jobs } = await queue.add([one ?? '', two ?? '', other ?? ''], { exports, keepCopy: true });
    await queue.exported(jobs[0]?.uid ?? '');
    expect(readdirSync(outputDir).toSorted()).toEqual(['call.txt', 'talk.txt']);
  });
});
