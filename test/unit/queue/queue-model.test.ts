import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../../src/main/core/storage/open-store.ts';
import type { SqliteStore } from '../../../src/main/core/storage/sqlite-store.ts';
import type { NewJob, Step, StoreReader, StoreWriter } from '../../../src/main/core/storage/store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import type { FinishedChunk } from '../../../src/main/core/transcription/chunk-journal.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { DEFAULT_JOB_OPTIONS, NO_EXPORT } from '../../../src/shared/job-options.ts';
import { JOB_EVENTS, type JobEvent } from '../../../src/shared/job-state.ts';
import {
  CHUNK_MS,
  CRASH_LIMIT,
  QueueModel,
  type Violation,
  violations,
  working,
} from '../../support/queue-model.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const folder = suiteFolder();

/** Enough for every day; thousands before a release. */
const RUNS = Number(process.env['EARSHOT_MODEL_RUNS'] ?? 60);

const FAILURE = new EarshotError('internal', 'It failed.').toFailure();

const OWN_METHODS = new Set<JobEvent>(['start', 'complete', 'redo']);
const STEPS = JOB_EVENTS.filter((event) => !OWN_METHODS.has(event));

/** One thing that happens. What it is about is counted through the jobs that there are. */
type Move =
  | { readonly kind: 'add' | 'crash' | 'reboot' }
  | {
      readonly kind:
        | 'start'
        | 'half-chunk'
        | 'chunk'
        | 'gap'
        | 'doubled'
        | 'late'
        | 'complete'
        | 'redo'
        | 'reorder'
        | 'remove'
        | 'restore';
      readonly job: number;
    }
  | {
      readonly kind: 'step';
      readonly job: number;
      readonly event: JobEvent;
      readonly by: 'person' | 'run' | 'older run';
    };

const about = fc.nat(3);
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('crash' as const, 'reboot' as const) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constantFrom('start' as const, 'chunk' as const, 'complete' as const),
      job: about,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('half-chunk', 'gap', 'doubled', 'late', 'redo', 'reorder', 'remove', 'restore'),
      job: about,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      job: about,
      event: fc.constantFrom(...STEPS),
      by: fc.constantFrom('person' as const, 'run' as const, 'older run' as const),
    }),
  },
);

/** A queue and its model, to which the same things happen. */
class Pair {
  readonly model = new QueueModel();
  readonly #wrap: (store: SqliteStore) => StoreWriter & StoreReader;
  #folder = mkdtempSync(join(folder, 'queue-'));
  #open: SqliteStore;
  #store: StoreWriter & StoreReader;
  #boot = 1;

  /** @param wrap what to do to the store: nothing, or something wrong */
  constructor(wrap: (store: SqliteStore) => StoreWriter & StoreReader = (store) => store) {
    this.#wrap = wrap;
    [this.#open, this.#store] = this.#begin();
  }

  get databaseFile(): string {
    return storeFiles(this.#folder).database;
  }

  close(): void {
    this.#open.close();
  }

  violations(): Violation[] {
    return violations(this.model, this.#store);
  }

  /** @returns whether the queue and the model accept it, in this order */
  make(move: Move): [boolean, boolean] {
    switch (move.kind) {
      case 'add':
        return this.#add();
      case 'crash':
      case 'reboot':
        return this.#next(move.kind === 'reboot');
      default: {
        const job = this.model.jobs[move.job % this.model.jobs.length];
        if (job === undefined) throw new Error('A story begins with a job.');
        return this.#makeAbout(job, move);
      }
    }
  }

  #makeAbout(
    job: QueueModel['jobs'][number],
    move: Exclude<Move, { kind: 'add' | 'crash' | 'reboot' }>,
  ): [boolean, boolean] {
    const { model } = this;
    const store = this.#store;
    const jobId = model.jobs.indexOf(job) + 1;
    const fence = { jobId, epoch: job.epoch };
    const chunks = working(job);
    const open = chunks.findIndex(({ state }) => state === 'pending' || state === 'running');
    const sequence = open === -1 ? chunks.length : open;
    const text = `${job.uid}, revision ${job.revisions.length}, part ${sequence}, run ${job.epoch}`;
    switch (move.kind) {
      case 'start':
        return [store.start(jobId, `boot-${this.#boot}`) !== null, model.step(job, 'start', null)];
      case 'half-chunk':
        return [store.startChunk(fence, planned(sequence)), model.startChunk(job, job.epoch, sequence)];
      case 'chunk':
      case 'gap': {
        const state = move.kind === 'gap' ? 'gap' : 'done';
        const started = [
          store.startChunk(fence, planned(sequence)),
          model.startChunk(job, job.epoch, sequence),
        ];
        const finished = store.finishChunk(fence, finishedChunk(sequence, text, state)) !== null;
        return [
          started[0] === true && finished,
          model.finishChunk(job, job.epoch, sequence, text, state) && started[1] === true,
        ];
      }
      case 'doubled': {
        const last = Math.max(sequence - 1, 0);
        const again = finishedChunk(last, `${text}, again`, 'done');
        return [
          store.finishChunk(fence, again) !== null,
          model.finishChunk(job, job.epoch, last, `${text}, again`, 'done'),
        ];
      }
      case 'late': {
        const old = { jobId, epoch: job.epoch - 1 };
        const late = finishedChunk(sequence, `${text}, late`, 'done');
        return [
          store.finishChunk(old, late) !== null,
          model.finishChunk(job, old.epoch, sequence, `${text}, late`, 'done'),
        ];
      }
      case 'complete': {
        const summary = { durationMs: chunks.length * CHUNK_MS, track: 0, warnings: [], workMs: 5 };
        return [store.complete(fence, summary) !== null, model.complete(job, job.epoch)];
      }
      case 'redo':
        return [
          store.redo(jobId, { ...DEFAULT_JOB_OPTIONS, quality: 'fast' }) !== null,
          model.step(job, 'redo', null),
        ];
      case 'reorder':
        job.rank = -jobId;
        return [store.setRanks([{ jobId, rank: -jobId }]).length === 1, !job.isRemoved];
      case 'remove':
        return [store.remove([jobId]).length === 1, model.remove(job)];
      case 'restore':
        return [store.restore([job.uid]).length === 1, model.restore(job)];
      case 'step':
        break;
    }
    const epoch = { person: null, run: job.epoch, 'older run': job.epoch - 1 }[move.by];
    return [store.step(stepOf(jobId, move.event, epoch)) !== null, model.step(job, move.event, epoch)];
  }

  #add(): [boolean, boolean] {
    const uid = String(this.model.jobs.length).padStart(20, '0');
    this.model.add(uid);
    return [this.#store.addJobs([newJob(uid)]).length === 1, true];
  }

  /** A crash leaves the files as they lie there at that moment, with all that SQLite would tidy up at a proper end. */
  #next(isClean: boolean): [boolean, boolean] {
    if (isClean) this.#store.endBoot(`boot-${this.#boot}`);
    const left = this.#folder;
    this.#folder = mkdtempSync(join(folder, 'queue-'));
    cpSync(left, this.#folder, { recursive: true });
    this.#open.close();
    this.#boot += 1;
    [this.#open, this.#store] = this.#begin();
    this.model.recover(isClean);
    return [true, true];
  }

  #begin(): [SqliteStore, StoreWriter & StoreReader] {
    const { store } = openSqliteStore({ folder: this.#folder, now: () => 1_000 });
    store.recover(`boot-${this.#boot}`, '0.0.0', CRASH_LIMIT);
    return [store, this.#wrap(store)];
  }
}

function newJob(uid: string): NewJob {
  return {
    uid,
    batchUid: null,
    source: { path: `/recordings/${uid}.wav`, sizeBytes: 1_000, modifiedAtMs: 5, partialHash: null },
    foundIn: null,
    managedCopy: null,
    options: DEFAULT_JOB_OPTIONS,
    exports: NO_EXPORT,
  };
}

function stepOf(jobId: number, event: JobEvent, epoch: number | null): Step {
  const plain = { jobId, event, epoch, actor: epoch === null ? 'user' : 'queue' } as const;
  if (event === 'block') return { ...plain, failure: FAILURE, blockReason: 'disk-full' };
  return event === 'fail' || event === 'retry-later' ? { ...plain, failure: FAILURE } : plain;
}

function planned(sequence: number) {
  const startMs = sequence * CHUNK_MS;
  const endMs = startMs + CHUNK_MS;
  return {
    sequence,
    streamIndex: 0,
    chunk: { index: sequence, startMs, endMs, spans: [{ startMs, endMs }] },
  };
}

function finishedChunk(sequence: number, text: string, state: 'done' | 'gap'): FinishedChunk {
  const startMs = sequence * CHUNK_MS;
  const span = { startMs, endMs: startMs + CHUNK_MS, channel: null };
  const segment = {
    ...span,
    id: `m-${sequence}-0`,
    text,
    originalText: text,
    words: [],
    language: 'en',
    speaker: null,
    averageLogProbability: -0.2,
    noSpeechProbability: 0,
    temperature: 0,
  };
  return {
    sequence,
    text: {
      segments: [segment],
      review: [],
      discarded: [],
      gaps: state === 'gap' ? [{ ...span, code: 'engine-crashed' }] : [],
    },
    language: null,
    engineWallMs: 7,
  };
}

/** Makes all moves. @returns the first thing that is wrong, or null */
function firstFault(pair: Pair, moves: readonly Move[]): string | null {
  try {
    for (const [index, move] of moves.entries()) {
      const [accepted, expected] = pair.make(move);
      const said = `${index}. ${JSON.stringify(move)}`;
      if (accepted !== expected) return `${said} was ${accepted ? 'accepted' : 'refused'}`;
      const violated = pair.violations();
      if (violated.length > 0) return `${said} broke ${JSON.stringify(violated)}`;
    }
    return null;
  } finally {
    pair.close();
  }
}

test('whatever happens in whatever order, no job and no text is lost, doubled or made up', () => {
  fc.assert(
    fc.property(fc.array(anyMove, { maxLength: 60, size: 'max' }), (moves) => {
      expect(firstFault(new Pair(), [{ kind: 'add' }, ...moves])).toBeNull();
    }),
    { numRuns: RUNS },
  );
});

test('the way through a pause, a crash, a late result and a second revision keeps all text', () => {
  const job = 0;
  const moves: Move[] = [
    { kind: 'add' },
    { kind: 'start', job },
    { kind: 'chunk', job },
    { kind: 'half-chunk', job },
    { kind: 'step', job, event: 'pause', by: 'person' },
    { kind: 'step', job, event: 'stopped', by: 'run' },
    { kind: 'step', job, event: 'resume', by: 'person' },
    { kind: 'start', job },
    { kind: 'half-chunk', job },
    { kind: 'crash' },
    { kind: 'start', job },
    { kind: 'half-chunk', job },
    { kind: 'late', job },
    { kind: 'chunk', job },
    { kind: 'doubled', job },
    { kind: 'gap', job },
    { kind: 'complete', job },
    { kind: 'redo', job },
    { kind: 'start', job },
    { kind: 'chunk', job },
    { kind: 'complete', job },
    { kind: 'remove', job },
    { kind: 'restore', job },
  ];
  const pair = new Pair();
  expect(firstFault(pair, moves)).toBeNull();
  expect(pair.model.jobs[0]).toMatchObject({ state: 'completed', epoch: 4 });
});

test('a program that dies three times over one job leaves it blocked', () => {
  const pair = new Pair();
  const life: Move[] = [{ kind: 'start', job: 0 }, { kind: 'crash' }];
  expect(firstFault(pair, [{ kind: 'add' }, ...life, ...life, ...life])).toBeNull();
  expect(pair.model.jobs[0]?.state).toBe('blocked');
});

/** A store in which one method does something else. */
function broken(
  change: (store: SqliteStore) => Partial<StoreWriter>,
): (store: SqliteStore) => StoreWriter & StoreReader {
  return (store) => {
    const changed = new Map<string | symbol, unknown>(Object.entries(change(store)));
    return new Proxy(store, {
      get: (target, name) => {
        const found: unknown = changed.get(name) ?? Reflect.get(target, name, target);
        return typeof found === 'function' ? found.bind(target) : found;
      },
    });
  };
}

const running: Move[] = [{ kind: 'add' }, { kind: 'start', job: 0 }, { kind: 'chunk', job: 0 }];

test('positive control: a store without a fence takes text of a run that was overtaken, and is found out', () => {
  const unfenced = broken((store) => ({
    finishChunk: ({ jobId }, chunk) => {
      const epoch = store.jobs().find(({ id }) => id === jobId)?.epoch ?? 0;
      return store.finishChunk({ jobId, epoch }, chunk);
    },
  }));
  const moves: Move[] = [...running, { kind: 'half-chunk', job: 0 }, { kind: 'late', job: 0 }];
  expect(firstFault(new Pair(unfenced), moves)).toContain('"late","job":0} was accepted');
  expect(firstFault(new Pair(), moves)).toBeNull();
});

test('positive control: a store that forgets to start anew after a crash is found out', () => {
  const forgetful = broken(() => ({ start: () => null }));
  expect(firstFault(new Pair(forgetful), running)).toContain('was refused');
});

test.each([
  ['I1', 'a job that is gone', 'DELETE FROM jobs'],
  ['I1', 'a state that nobody has asked for', "UPDATE jobs SET state = 'queued', owner_boot = NULL"],
  ['I2', 'a finished chunk without its text', 'DELETE FROM segments'],
  ['I2', 'text of a chunk that is not finished', "UPDATE chunks SET state = 'pending'"],
  ['I3', 'text of another run', "UPDATE segments SET text = 'run 0'"],
  ['I4', 'a counter that has drifted', 'UPDATE revisions SET chunks_done = chunks_done + 1'],
  ['I4', 'time that nobody has worked on', 'UPDATE revisions SET done_ms = 9000'],
  ['I5', 'a history that leaves something out', "DELETE FROM job_events WHERE event = 'start'"],
  [
    'I5',
    'a history that made a step there is not',
    "UPDATE job_events SET to_state = 'completed' WHERE event = 'start'",
  ],
])('positive control: %s finds %s', (invariant, _, sql) => {
  const pair = new Pair();
  for (const move of running) pair.make(move);
  expect(pair.violations()).toEqual([]);
  const database = new Database(pair.databaseFile);
  database.pragma('foreign_keys = ON');
  database.exec(sql);
  database.close();
  expect(pair.violations().map((found) => found.invariant)).toContain(invariant);
  pair.close();
});
