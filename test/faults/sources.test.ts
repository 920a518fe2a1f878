import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, type TestContext, test } from 'vitest';
import type { JobView } from '../../src/shared/contract/job.ts';
import { FaultHome } from '../support/fault-home.ts';
import { judge } from '../support/fault-oracle.ts';
import { type FaultQueue, openFaultQueue } from '../support/fault-queue.ts';
import { call, untilStates } from '../support/fault-queue-line.ts';
import type { FaultRecording } from '../support/fault-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();

type Scene = { readonly home: FaultHome; readonly queue: FaultQueue; readonly recording: FaultRecording };

/** A queue at work on a recording whose third part is a long one. */
async function setUp({ onTestFinished }: TestContext): Promise<Scene> {
  const home = new FaultHome(mkdtempSync(join(folder, 'home-')));
  home.script({ callMs: 5, rules: [{ fault: 'slow', ms: 800, part: 2, times: 1 }] });
  const queue = await openFaultQueue(home);
  onTestFinished(async () => {
    await queue.stop();
    home.remove();
  });
  return { home, queue, recording: home.record(4) };
}

async function untilAtWork({ home }: Scene): Promise<void> {
  while (!home.notes().some(({ ev, part }) => ev === 'fault' && part === 2)) await delay(10);
}

async function onlyJob(
  { queue }: Scene,
  ...states: Parameters<typeof untilStates> extends [unknown, ...infer States] ? States : never
): Promise<JobView> {
  const [job] = await untilStates(queue.client, ...states);
  if (job === undefined) throw new Error('there is no job');
  return job;
}

function reasonOf({ status }: JobView): string {
  return 'reason' in status ? status.reason : status.state;
}

describe.skipIf(process.platform === 'win32')('a recording that', { concurrent: true }, () => {
  test('is away when its turn comes is waited for, and done when it is back', async (context) => {
    const scene = await setUp(context);
    const { queue, recording, home } = scene;
    await call(queue.client, 'queue.pause', {});
    await queue.add(recording.path);
    await onlyJob(scene, 'queued');
    renameSync(recording.path, `${recording.path}.away`);
    await call(queue.client, 'queue.resume', {});
    expect(reasonOf(await onlyJob(scene, 'blocked', 'failed'))).toBe('source-missing');
    renameSync(`${recording.path}.away`, recording.path);
    await onlyJob(scene, 'completed', 'failed');
    expect(judge(home.database, { accepted: [], recordings: [recording], isOver: true })).toEqual([]);
  });

  test('goes while it is worked on is done: ffmpeg has it open', async (context) => {
    const scene = await setUp(context);
    const { queue, recording } = scene;
    await queue.add(recording.path);
    await untilAtWork(scene);
    renameSync(recording.path, `${recording.path}.away`);
    expect(reasonOf(await onlyJob(scene, 'blocked', 'completed', 'failed'))).toBe('completed');
    expect(judge(scene.home.database, { accepted: [], recordings: [recording], isOver: true })).toEqual([]);
  });

  test('moves can be shown where it is now', async (context) => {
    const scene = await setUp(context);
    const { queue, recording, home } = scene;
    await call(queue.client, 'queue.pause', {});
    const [uid = ''] = await queue.add(recording.path);
    await onlyJob(scene, 'queued');
    const elsewhere = join(home.folder, 'elsewhere.wav');
    renameSync(recording.path, elsewhere);
    await call(queue.client, 'queue.resume', {});
    await onlyJob(scene, 'blocked', 'failed');
    await call(queue.client, 'jobs.relocate', { uid, path: elsewhere, acceptChanged: false });
    expect((await onlyJob(scene, 'completed', 'failed')).status.state).toBe('completed');
    const moved = { ...recording, path: elsewhere };
    expect(judge(home.database, { accepted: [uid], recordings: [moved], isOver: true })).toEqual([]);
  });

  test.for<[string, (path: string) => void]>([
    ['grows', (path) => appendFileSync(path, Buffer.alloc(32_000, 1))],
    ['is cut', (path) => truncateSync(path, 200_000)],
  ])('%s while it is worked on is not taken for the one that was given', async ([, change], context) => {
    const scene = await setUp(context);
    const { queue, recording, home } = scene;
    const original = join(home.folder, 'original.wav');
    copyFileSync(recording.path, original);
    await queue.add(recording.path);
    await untilAtWork(scene);
    change(recording.path);
    expect(reasonOf(await onlyJob(scene, 'blocked', 'completed', 'failed'))).toBe('source-changed');
    // The old one is brought back: the job goes on by itself.
    rmSync(recording.path);
    copyFileSync(original, recording.path);
    expect((await onlyJob(scene, 'completed', 'failed')).status.state).toBe('completed');
    expect(judge(home.database, { accepted: [], recordings: [recording], isOver: true })).toEqual([]);
  });

  // The positive control: a new date alone is no change.
  test('only gets another date is done without a word', async (context) => {
    const scene = await setUp(context);
    const { queue, recording } = scene;
    await queue.add(recording.path);
    await untilAtWork(scene);
    utimesSync(recording.path, new Date(), new Date());
    expect((await onlyJob(scene, 'blocked', 'completed', 'failed')).status.state).toBe('completed');
  });
});
