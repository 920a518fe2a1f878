import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExportRule } from '../../../src/shared/job-options.ts';
import { answerOf } from '../../support/staged-recording.ts';
import { suiteFolder } from '../../support/suite-folder.ts';
import { TestQueue } from '../../support/test-queue.ts';

const folder = suiteFolder();
const TXT: ExportRule = { formats: ['txt'], outputDir: null, nameTemplate: '{name}', onCollision: 'number' };

describe('two files that hold one recording', () => {
  test('go on with the first of them, and have the files for it', async () => {
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
      files: [join(queue.home, 'recordings', 'a.txt')],
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
    const files = ['a.txt', 'b.txt'].map((name) => join(queue.home, 'recordings', name));
    expect(files.map((file) => existsSync(file))).toEqual([true, true]);
  });
});
