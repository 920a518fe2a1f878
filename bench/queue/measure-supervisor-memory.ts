import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../../src/shared/contract/ask.ts';
import { ProcessTree } from '../process-tree.ts';
import { atMost, markdownTable, type Section } from '../report.ts';
import { addFile } from './add-files.ts';
import { EventWatch } from './event-watch.ts';
import type { QueueBench } from './queue-bench.ts';
import { dataFolderOf } from './queue-home.ts';
import { QueueOwner } from './queue-owner.ts';

const SAMPLE_EVERY_MS = 60_000;
const LOOK_AGAIN_MS = 50;
const BYTES_PER_MB = 1_000_000;

/** Three hours go through the queue: the program that runs it must not grow with them. */
export async function measureSupervisorMemory({ paths, sound, newHome, log }: QueueBench): Promise<Section> {
  const home = await newHome();
  const owner = await QueueOwner.start(home, paths);
  const watch = new EventWatch(owner.client);
  const tree = new ProcessTree(owner.pid);
  const bytes = () => tree.sample().find(({ pid }) => pid === owner.pid);
  const before = bytes()?.rssBytes ?? 0;
  const uid = await addFile(owner.client, sound.threeHours.file);
  const startedAtMs = performance.now();
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(bytes()?.rssBytes ?? 0), SAMPLE_EVERY_MS);
  const wallMs = (await watch.state(uid, 'completed', 'failed', 'blocked', 'retry_wait')) - startedAtMs;
  clearInterval(sampling);
  const { status } = await ask(owner.client, 'jobs.get', { uid });
  if (status.state !== 'completed') throw new Error(`three hours ended as ${status.state}`);
  // All of the text goes into a file of its own after that: no other moment takes as much memory.
  while (!existsSync(join(dataFolderOf(home), 'transcripts', `${uid}.json`))) {
    await delay(LOOK_AGAIN_MS);
    await ask(owner.client, 'queue.status', {});
  }
  const peak = bytes()?.peakRssBytes ?? 0;
  await owner.stop();
  log(`memory: three hours in ${(wallMs / 1000).toFixed(0)} s`);

  const inMb = (value: number) => (value / BYTES_PER_MB).toFixed(0);
  const rows = [
    ['the program that runs the queue', 'resident MB'],
    ['before the recording', inMb(before)],
    ['once a minute while it is worked on', samples.map(inMb).join(', ')],
    ['highest, as the kernel kept it', inMb(peak)],
  ];
  return {
    heading: 'Memory of the supervisor',
    body: `${(sound.threeHours.seconds / 3600).toFixed(2)} hours of speech in ${(wallMs / 1000).toFixed(0)} s; its store thread included, engine and ffmpeg not.\n\n${markdownTable(rows)}`,
    verdicts: [
      atMost('memory of the supervisor with a three-hour recording', peak / BYTES_PER_MB, 150, 'MB', 0),
    ],
  };
}
