import { describe, expect, test } from 'vitest';
import { ActiveRun } from '../../../src/main/core/queue/active-run.ts';
import { EnginePool } from '../../../src/main/core/queue/engine-pool.ts';
import { JobBook } from '../../../src/main/core/queue/job-book.ts';
import { JobRun } from '../../../src/main/core/queue/job-run.ts';
import { ManagedCopies } from '../../../src/main/core/queue/managed-copy.ts';
import { jobBudgetMs } from '../../../src/main/core/queue/time-budget.ts';
import type { Calibration, JobRecord } from '../../../src/main/core/storage/store.ts';
import type { Progress } from '../../../src/main/core/transcription/pipeline-events.ts';
import { type QueueEvent, queueEventSchema } from '../../../src/shared/contract/events.ts';
import { DEFAULT_JOB_OPTIONS } from '../../../src/shared/job-options.ts';
import { mediaOf } from '../../support/staged-recording.ts';
import { storeLine } from '../../support/store-line.ts';
import { newStore, segment, startJob } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const { store } = newStore(suiteFolder());
const { job } = startJob(store, 1);
const ENGINE = { model: 'base', device: 'cpu', threads: 2 };
const KEY = { ...ENGINE, quality: 'balanced' } as const;
const MINUTE_MS = 60_000;

const PROGRESS: Progress = {
  stage: 'transcribing',
  durationMs: 10 * MINUTE_MS,
  doneMs: 0,
  chunksDone: 0,
  chunksPlanned: 1,
  planIsComplete: false,
  speed: null,
  remainingMs: null,
};

/** A run that was started and of which only what it tells counts. */
function scene(changes: Partial<JobRecord> = {}, calibrations: readonly Calibration[] = []) {
  const record = { ...job, ...changes };
  const clock = { atMs: 0 };
  const events: QueueEvent[] = [];
  const publish = (event: QueueEvent): void => void events.push(queueEventSchema.parse(event));
  const now = (): number => clock.atMs;
  const book = new JobBook({ order: 'oldest-first', publish, now, wallNow: now });
  book.load([record]);
  const unused = (): never => {
    throw new Error('this run does not run');
  };
  const run = new JobRun(
    record,
    { engine: { modelId: 'base', device: 'cpu', threads: 2 }, options: DEFAULT_JOB_OPTIONS, note: null },
    {
      store: storeLine(store),
      pool: new EnginePool(unused, now),
      tools: unused,
      transcription: unused,
      copies: new ManagedCopies({ copies: '/nowhere', uploads: '/nowhere' }),
      keepPeaks: unused,
      tempFolder: '/nowhere',
    },
    { onEvent() {}, onRecord() {}, onStored() {}, onNotice() {} },
  );
  const stops: string[] = [];
  run.stop = ({ message }) => void stops.push(message);
  const active = new ActiveRun(run, KEY, {
    book,
    publish,
    calibrations: () => calibrations,
    budgetMs: (expectedMs) => jobBudgetMs(expectedMs, { jobLimitMs: null }),
    tickMs: 1_000,
    now,
  });
  const progress = () => events.flatMap((event) => (event.kind === 'job-progress' ? [event.progress] : []));
  const tell = (told: Partial<Progress>): void =>
    active.follow({ kind: 'progress', progress: { ...PROGRESS, ...told } });
  const pass = (ms: number): void => {
    for (let left = ms; left > 0; left -= 1_000) {
      clock.atMs += 1_000;
      active.tick();
    }
  };
  return { active, book, events, progress, tell, pass, stops, clock };
}

describe('progress', () => {
  test('is told when the stage changes and at every tick, and not for every sign of life', () => {
    const { tell, progress, pass } = scene();
    tell({ stage: 'probing', durationMs: 0 });
    tell({ stage: 'probing' });
    expect(progress()).toHaveLength(1);
    tell({ stage: 'transcribing' });
    expect(progress()).toHaveLength(2);
    pass(2_000);
    expect(progress()).toHaveLength(4);
  });

  test('begins with what earlier runs have stored, before this one has read about it', () => {
    const facts = { durationMs: 10 * MINUTE_MS, recordedAt: null };
    const { tell, progress } = scene({
      facts,
      doneMs: 5 * MINUTE_MS,
      chunksDone: 11,
      chunksGap: 1,
      chunksPlanned: 20,
    });
    tell({ stage: 'probing', durationMs: 0, chunksPlanned: 0 });
    expect(progress()).toMatchObject([
      { fraction: 0.5, doneMs: 5 * MINUTE_MS, durationMs: 10 * MINUTE_MS, chunksDone: 12, chunksPlanned: 20 },
    ]);
  });

  test('does not go back when the recording turns out to be longer than was known', () => {
    const facts = { durationMs: 10 * MINUTE_MS, recordedAt: null };
    const { tell, progress } = scene({ facts, doneMs: 5 * MINUTE_MS });
    tell({ stage: 'finding-speech', durationMs: 40 * MINUTE_MS, doneMs: 5 * MINUTE_MS });
    expect(progress().at(-1)?.fraction).toBeGreaterThanOrEqual(0.5);
  });

  test('tells whole milliseconds of a length that has fractions', () => {
    const { tell, progress } = scene();
    tell({ durationMs: 1_234.5625, doneMs: 1_000.25 });
    expect(progress()).toMatchObject([{ durationMs: 1_235, doneMs: 1_000 }]);
  });

  test('says nothing any more when the run is over', () => {
    const { active, tell, events, pass, book } = scene();
    tell({ doneMs: MINUTE_MS });
    active.end();
    const before = events.length;
    pass(3_000);
    expect([events.length, book.retryAt(job.uid)]).toEqual([before, null]);
  });

  test('is said before a tick only when there is something to say', () => {
    const { pass, progress } = scene();
    pass(2_000);
    expect(progress()).toEqual([]);
  });
});

describe('the time a run may take', () => {
  test('follows the length of the recording; what has passed counts', () => {
    const { tell, pass, stops } = scene();
    tell({ stage: 'probing', durationMs: 0 });
    pass(20 * MINUTE_MS);
    tell({ durationMs: 60 * MINUTE_MS });
    pass(40 * MINUTE_MS);
    expect(stops).toEqual([]);
    // Ten times a fifth of an hour.
    pass(60 * MINUTE_MS);
    expect(stops[0]).toBe('The recording was not done after 120 minutes of work.');
  });

  test('is half an hour as long as nothing is known of the recording', () => {
    const { pass, stops } = scene();
    pass(29 * MINUTE_MS);
    expect(stops).toEqual([]);
    pass(MINUTE_MS);
    expect(stops).toHaveLength(1);
  });
});

describe('what a run has taught', () => {
  test('is the speed of its engine, of what it did itself', () => {
    const { active, tell, pass } = scene({ doneMs: MINUTE_MS });
    pass(30_000);
    tell({ doneMs: 3 * MINUTE_MS });
    expect(active.lesson()).toEqual({ ...ENGINE, realTimeFactor: 0.25, samples: 1 });
    expect(active.workedMs).toBe(30_000);
  });

  test('is nothing when it was too short', () => {
    const known: Calibration = { ...ENGINE, realTimeFactor: 1, samples: 3 };
    const { active, tell } = scene({}, [{ ...known, model: 'tiny' }, known]);
    expect(active.lesson()).toBeNull();
    tell({ doneMs: 1_000 });
    expect(active.lesson()).toBeNull();
  });

  test('is the length and the date of the recording as well', () => {
    const { active, tell } = scene();
    expect(active.facts).toEqual({ durationMs: null, recordedAt: null });
    const media = mediaOf(MINUTE_MS);
    active.follow({ kind: 'probed', media: { ...media, tags: { ...media.tags, recordedAt: '2026-11-22' } } });
    tell({ durationMs: 0 });
    expect(active.facts).toEqual({ durationMs: null, recordedAt: '2026-11-22' });
    tell({});
    expect(active.facts).toEqual({ durationMs: 10 * MINUTE_MS, recordedAt: '2026-11-22' });
  });
});

test('all text is there when the plan is complete and each part of it finished', () => {
  const { active, tell } = scene();
  expect(active.hasAllText).toBe(false);
  tell({ chunksDone: 1 });
  expect(active.hasAllText).toBe(false);
  tell({ chunksDone: 1, planIsComplete: true });
  expect(active.hasAllText).toBe(true);
});

test('a stored chunk is told with its text, and then how far the run is', () => {
  const { active, tell, events } = scene();
  tell({});
  active.stored({ job: { ...job, chunksDone: 1 }, sequence: 0, segments: [segment(0, 0, 'words')] });
  expect(events.map(({ kind }) => kind)).toEqual(['job-progress', 'job-segments', 'job-progress']);
});
