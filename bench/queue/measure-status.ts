import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ask } from '../../src/shared/contract/ask.ts';
import { atMost, markdownTable, type Section } from '../report.ts';
import { addFile } from './add-files.ts';
import { EventWatch } from './event-watch.ts';
import { percentile } from './percentile.ts';
import type { QueueBench } from './queue-bench.ts';
import { dataFolderOf } from './queue-home.ts';
import { QueueOwner } from './queue-owner.ts';
import type { StatusOrder } from './status-clients-program.ts';

const CLIENTS = 100;
const EVERY_MS = 100;
const FOR_MS = 20_000;
const PROGRAM = fileURLToPath(new URL('status-clients-program.ts', import.meta.url));

/** Status must be there for everyone, also while both cores are busy with speech. */
export async function measureStatus({ paths, sound, newHome, log }: QueueBench): Promise<Section> {
  const home = await newHome();
  const owner = await QueueOwner.start(home, paths);
  const watch = new EventWatch(owner.client);
  await ask(owner.client, 'queue.pause', {});
  const uid = await addFile(owner.client, sound.hour.file);
  const idle = await askMany(home, uid);
  log(`status, idle: p99 ${percentile(idle, 0.99).toFixed(1)} ms`);
  const firstText = watch.chunk(uid);
  await ask(owner.client, 'queue.resume', {});
  await firstText;
  const busy = await askMany(home, uid);
  log(`status, transcribing: p99 ${percentile(busy, 0.99).toFixed(1)} ms`);
  await owner.stop();

  const rows = [
    ['', 'answers', 'median ms', 'p95 ms', 'p99 ms', 'highest ms'],
    latencyRow('nothing is transcribed', idle),
    latencyRow('both cores transcribe', busy),
  ];
  return {
    heading: 'Status',
    body: `${CLIENTS} clients over the local socket, ${1000 / EVERY_MS} questions a second each for ${FOR_MS / 1000} s, \`jobs.get\` and \`queue.status\` in turn. From the moment at which a question was due to its parsed answer; the clients share the cores with the queue.\n\n${markdownTable(rows)}`,
    verdicts: [
      atMost('status on an idle machine, p99', percentile(idle, 0.99), 20, 'ms', 1),
      atMost('status while both cores transcribe, p99', percentile(busy, 0.99), 100, 'ms', 1),
    ],
  };
}

function latencyRow(name: string, latencies: readonly number[]): string[] {
  const shares = [0.5, 0.95, 0.99, 1].map((share) => percentile(latencies, share).toFixed(1));
  return [name, String(latencies.length), ...shares];
}

async function askMany(home: string, uid: string): Promise<number[]> {
  const order: StatusOrder = {
    dataFolder: dataFolderOf(home),
    uid,
    clients: CLIENTS,
    everyMs: EVERY_MS,
    forMs: FOR_MS,
  };
  const child = fork(PROGRAM, [JSON.stringify(order)]);
  const [latencies] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the clients ended without an answer'))),
  ]);
  return z.array(z.number()).parse(latencies);
}
