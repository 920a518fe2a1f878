import type { JobRecord, StoreReader } from '../../src/main/core/storage/store.ts';
import {
  isFinal,
  type JobEvent,
  type JobState,
  nextState,
  RECOVERED_STATES,
  TRANSITIONS,
} from '../../src/shared/job-state.ts';

export const CHUNK_MS = 1_000;
export const CRASH_LIMIT = 3;

type ModelChunk = { state: 'pending' | 'running' | 'done' | 'gap'; text: string | null };

type ModelJob = {
  readonly uid: string;
  state: JobState;
  epoch: number;
  crashes: number;
  rank: number | null;
  isRemoved: boolean;
  /** By revision, the working one last; each with its chunks in sequence. */
  readonly revisions: ModelChunk[][];
};

const HAS_A_RUN: ReadonlySet<JobState> = new Set(['running', 'pausing', 'canceling']);

/**
 * The queue as it is meant, without files, threads or SQL. Each method does to the model what the method of the store
 * with this name does to the queue, and tells whether the store has to accept it.
 */
export class QueueModel {
  readonly jobs: ModelJob[] = [];

  add(uid: string): void {
    this.jobs.push({
      uid,
      state: 'importing',
      epoch: 0,
      crashes: 0,
      rank: null,
      isRemoved: false,
      revisions: [[]],
    });
  }

  /** @param epoch of the run that asks; null for what comes from outside */
  step(job: ModelJob, event: JobEvent, epoch: number | null): boolean {
    const to = nextState(job.state, event);
    if (job.isRemoved || to === null || (epoch !== null && epoch !== job.epoch)) return false;
    const gaps = working(job).filter(({ state }) => state === 'gap').length;
    if (event === 'retry' && job.state === 'completed' && gaps === 0) return false;
    const isAboutGaps = job.state === 'completed' || gaps === working(job).length;
    if (event === 'retry' && isAboutGaps) reopenGaps(working(job));
    job.state = to;
    if (event === 'start') job.epoch += 1;
    if (event === 'redo') job.revisions.push([]);
    if (event === 'retry' || event === 'redo' || event === 'unblock') job.crashes = 0;
    if (!HAS_A_RUN.has(to)) release(working(job));
    return true;
  }

  startChunk(job: ModelJob, epoch: number, sequence: number): boolean {
    if (!this.#mayWrite(job, epoch)) return false;
    const chunk = working(job)[sequence];
    if (chunk?.state === 'done' || chunk?.state === 'gap') return false;
    working(job)[sequence] = { state: 'running', text: chunk?.text ?? null };
    return true;
  }

  /** A gap leaves half of the text; where there was as much before, that stays. */
  finishChunk(job: ModelJob, epoch: number, sequence: number, text: string, state: 'done' | 'gap'): boolean {
    const before = working(job)[sequence];
    if (!this.#mayWrite(job, epoch) || before?.state !== 'running') return false;
    working(job)[sequence] = { state, text: state === 'gap' ? (before.text ?? text) : text };
    job.crashes = 0;
    return true;
  }

  complete(job: ModelJob, epoch: number): boolean {
    const chunks = working(job);
    const isAllGaps = chunks.length > 0 && chunks.every(({ state }) => state === 'gap');
    return chunks.every(isFinished) && !isAllGaps && this.step(job, 'complete', epoch);
  }

  remove(job: ModelJob): boolean {
    if (job.isRemoved || !isFinal(job.state)) return false;
    job.isRemoved = true;
    return true;
  }

  restore(job: ModelJob): boolean {
    const wasRemoved = job.isRemoved;
    job.isRemoved = false;
    return wasRemoved;
  }

  /** The program is gone and another one takes over. */
  recover(endWasClean: boolean): void {
    for (const job of this.jobs) {
      if (!HAS_A_RUN.has(job.state)) continue;
      if (!endWasClean) job.crashes += 1;
      job.state = RECOVERED_STATES[job.state];
      if (job.state === 'queued' && !endWasClean && job.crashes >= CRASH_LIMIT) job.state = 'blocked';
      release(working(job));
    }
  }

  #mayWrite(job: ModelJob, epoch: number): boolean {
    return !job.isRemoved && HAS_A_RUN.has(job.state) && job.epoch === epoch;
  }
}

export function working(job: ModelJob): ModelChunk[] {
  return job.revisions.at(-1) ?? [];
}

function isFinished(chunk: ModelChunk): boolean {
  return chunk.state === 'done' || chunk.state === 'gap';
}

function release(chunks: ModelChunk[]): void {
  for (const chunk of chunks) if (chunk.state === 'running') chunk.state = 'pending';
}

function reopenGaps(chunks: ModelChunk[]): void {
  for (const chunk of chunks) if (chunk.state === 'gap') chunk.state = 'pending';
}

/** A promise of the queue that is broken, and where. */
export type Violation = { readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5'; readonly what: string };

/**
 * Compares what a store tells with the model: I1 every accepted job is there; I2 a chunk is finished exactly when its
 * text is; I3 no text twice, and none of a run that was overtaken; I4 counters are what one counts; I5 the history is a
 * way that the table of states knows.
 */
export function violations(model: QueueModel, store: StoreReader): Violation[] {
  const present = model.jobs.filter(({ isRemoved }) => !isRemoved);
  const records = store.jobs();
  const lost = differences(
    records.map(({ uid }) => uid),
    present.map(({ uid }) => uid),
  );
  return [
    ...lost.map((what) => ({ invariant: 'I1' as const, what })),
    ...present.flatMap((job) => {
      const record = records.find(({ uid }) => uid === job.uid);
      return record === undefined ? [] : violationsOf(job, record, store);
    }),
  ];
}

function violationsOf(job: ModelJob, record: JobRecord, store: StoreReader): Violation[] {
  const found: Violation[] = [];
  const check = (invariant: Violation['invariant'], actual: unknown, expected: unknown, about: string) => {
    for (const what of differences([actual], [expected]))
      found.push({ invariant, what: `${job.uid}: ${about} ${what}` });
  };
  const chunks = working(job);
  check(
    'I1',
    [record.state, record.epoch, record.crashes],
    [job.state, job.epoch, job.crashes],
    'state, run, crashes',
  );
  if (job.rank !== null) check('I1', record.rank, job.rank, 'rank');

  const { planned } = store.resumePoint(record.id);
  const stored = new Map(
    store
      .segmentsFrom(record.id, 0)
      .map(({ sequence, segments }) => [sequence, segments.map(({ text }) => text)]),
  );
  const expected = chunks.map((chunk) => (isFinished(chunk) ? textsOf(chunk) : null));
  check(
    'I2',
    planned.map(({ isFinished: isDone, sequence }) => (isDone ? (stored.get(sequence) ?? null) : null)),
    expected,
    'chunks',
  );

  for (const [index, revision] of job.revisions.entries()) {
    const segments = store.transcript(job.uid, index + 1)?.segments ?? [];
    check(
      'I3',
      segments.map(({ text }) => text),
      revision.flatMap(textsOf),
      `text of revision ${index + 1}`,
    );
    check('I3', new Set(segments.map(({ id }) => id)).size, segments.length, 'ids of segments');
  }

  const reached = chunks.findIndex((chunk) => !isFinished(chunk));
  const counters = [record.chunksPlanned, record.chunksDone, record.chunksGap, record.doneMs];
  const count = (state: ModelChunk['state']) => chunks.filter((chunk) => chunk.state === state).length;
  const doneMs = CHUNK_MS * (reached === -1 ? chunks.length : reached);
  check('I4', counters, [planned.length, count('done'), count('gap'), doneMs], 'counters');

  let state = 'new';
  for (const { from, to, actor } of store.history(record.id)) {
    if (from !== state)
      found.push({ invariant: 'I5', what: `${job.uid}: history jumps from ${state} to ${from}` });
    if (from !== to && !isWay(from, to, actor))
      found.push({ invariant: 'I5', what: `${job.uid}: ${from} to ${to} by ${actor}` });
    state = to;
  }
  check('I5', state, record.state, 'end of the history');
  return found;
}

function textsOf({ text }: ModelChunk): string[] {
  return text === null ? [] : [text];
}

function isWay(from: string, to: string, actor: string): boolean {
  if (from === 'new') return to === 'importing';
  if (actor === 'recovery') {
    const recovered: string | undefined = new Map<string, string>(Object.entries(RECOVERED_STATES)).get(from);
    return to === recovered || (recovered === 'queued' && to === 'blocked');
  }
  return Object.entries(TRANSITIONS).some(
    ([state, ways]) => state === from && Object.values(ways).some((next) => next === to),
  );
}

function differences(actual: readonly unknown[], expected: readonly unknown[]): string[] {
  const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(expected)];
  return is === shouldBe ? [] : [`${is} instead of ${shouldBe}`];
}
