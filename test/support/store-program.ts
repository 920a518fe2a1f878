import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { openSqliteStore } from '../../src/main/core/storage/open-store.ts';
import {
  doChunk,
  ENGINE,
  failureOf,
  finished,
  must,
  newJob,
  planned,
  SUMMARY,
  uidOf,
} from './stored-jobs.ts';

export const PROGRAM_CHUNKS = 3;

/** The job that the program works on. */
export const PROGRAM_JOB = 50;

/** What each chunk says. */
export function textOf(sequence: number): string {
  return `this is what was said in part ${sequence}`;
}

/**
 * What the program to be killed does: one job from wherever it is. It says what it has stored, one line each, as soon as the
 * store has said so.
 *
 * @param folder the data folder
 * @param boot a name for this run
 */
export function runProgram(folder: string, boot: string, tell: (line: string) => void): void {
  const { store } = openSqliteStore({ folder, now: Date.now });
  tell('opened');
  store.recover(boot, '1.0.0', Number.MAX_SAFE_INTEGER);
  const known = store.job(uidOf(PROGRAM_JOB));
  const { id: jobId, state } = known ?? must(store.addJobs([newJob(PROGRAM_JOB)])[0]);
  tell('job');
  if (state !== 'completed') {
    const fence = { jobId, epoch: must(store.start(jobId, boot)).epoch };
    store.setEngine(fence, ENGINE);
    const plan = store.resumePoint(jobId).planned;
    for (let sequence = 0; sequence < PROGRAM_CHUNKS; sequence += 1) {
      if (plan[sequence]?.isFinished === true) continue;
      store.startChunk(fence, planned(sequence));
      if (sequence === 1) store.failChunk(fence, sequence, failureOf());
      doChunk(store, fence, finished(sequence, [textOf(sequence)]));
      tell(`stored ${sequence}`);
    }
    store.complete(fence, SUMMARY);
    tell('completed');
  }
  store.backUp();
  store.endBoot(boot);
  store.close();
  tell('ended');
}

if (import.meta.main) {
  // Now, since the test kills it.
  flushCompileCache();
  // At once, whatever happens next.
  runProgram(must(process.argv[2]), must(process.argv[3]), (line) => writeSync(1, `${line}\n`));
}
