import { join } from 'node:path';
import { ask } from '../../src/shared/contract/ask.ts';
import { atMost, markdownTable, type Section } from '../report.ts';
import { formatSpread, spreadOf } from '../spread.ts';
import { addFiles } from './add-files.ts';
import { writeManyRecordings } from './many-recordings.ts';
import type { QueueBench } from './queue-bench.ts';
import { QueueOwner } from './queue-owner.ts';
import { untilSomethingRuns } from './until-something-runs.ts';

const FILES = 10_000;
const ROUNDS = 3;

type Round = { addMs: number; afterKillMs: number; afterStopMs: number; cancelMs: number };

/** A batch as large as is planned for: taken in, found again after both kinds of end, and thrown out. */
export async function measureEnqueue({ paths, newHome, log }: QueueBench): Promise<Section> {
  const files = await writeManyRecordings(join(paths.work, 'many-recordings'), FILES);
  const rounds: Round[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const home = await newHome();
    let owner = await QueueOwner.start(home, paths);
    const addedAt = performance.now();
    await addFiles(owner.client, files);
    const addMs = performance.now() - addedAt;
    await untilSomethingRuns(owner);
    await owner.kill();
    owner = await QueueOwner.start(home, paths);
    const afterKillMs = (await untilSomethingRuns(owner)) - owner.startedAtMs;
    await owner.stop();
    owner = await QueueOwner.start(home, paths);
    const afterStopMs = (await untilSomethingRuns(owner)) - owner.startedAtMs;
    const cancelledAt = performance.now();
    const { done } = await ask(owner.client, 'jobs.cancel', { jobs: 'all' });
    const cancelMs = performance.now() - cancelledAt;
    await owner.stop();
    log(`enqueue, round ${round}: ${addMs.toFixed(0)} ms; ${done.length} cancelled at the end`);
    rounds.push({ addMs, afterKillMs, afterStopMs, cancelMs });
  }

  const seconds = (key: keyof Round) => spreadOf(rounds.map((round) => round[key] / 1000));
  const rows = [
    ['10,000 files', 'median (range) s'],
    ['taken in, on the disk and answered', formatSpread(seconds('addMs'), 2)],
    ['program killed: started again until a recording is worked on', formatSpread(seconds('afterKillMs'), 2)],
    ['program stopped: the same', formatSpread(seconds('afterStopMs'), 2)],
    ['all cancelled', formatSpread(seconds('cancelMs'), 2)],
  ];
  return {
    heading: 'Ten thousand recordings',
    body: `${ROUNDS} rounds; files of silence, each of a length of its own.\n\n${markdownTable(rows)}`,
    verdicts: [
      atMost('10,000 files taken in, worst case', seconds('addMs').highest, 2, 's', 2),
      atMost(
        'started again with 10,000 jobs until one runs, worst case',
        seconds('afterKillMs').highest,
        10,
        's',
        2,
      ),
    ],
  };
}
