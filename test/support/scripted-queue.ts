import type { OpenQueue } from '../../src/main/queue-access.ts';
import type { EventBatch, Following, QueueEvent } from '../../src/shared/contract/events.ts';
import type { JobView } from '../../src/shared/contract/job.ts';
import {
  DEFAULT_QUEUE_SETTINGS,
  type MethodInput,
  type MethodName,
  type MethodOutput,
  type QueueStatus,
} from '../../src/shared/contract/methods.ts';
import type { Result } from '../../src/shared/contract/result.ts';
import { EarshotError, toEarshotError } from '../../src/shared/errors.ts';
import { NO_JOBS } from '../../src/shared/job-state.ts';
import type { Segment } from '../../src/shared/transcript.ts';
import { transcriptOf } from './transcript-of.ts';

type Answers = {
  [Name in MethodName]: (input: MethodInput<Name>) => MethodOutput<Name> | Promise<MethodOutput<Name>>;
};

type StoredChunk = { readonly sequence: number; readonly segments: Segment[] };

/**
 * A queue without work behind it: it answers from the jobs and chunks that the test gives it, or as the test says, and
 * announces what the test wants announced. What it was asked is written down.
 */
export class ScriptedQueue implements OpenQueue {
  role: OpenQueue['role'] = 'owner';
  readonly calls: { readonly method: MethodName; readonly input: unknown }[] = [];
  readonly jobs = new Map<string, JobView>();
  readonly chunks = new Map<string, StoredChunk[]>();
  /** What differs from the usual answers; may throw. */
  readonly answers: Partial<Answers>;
  following: Following = [];
  isUp = true;
  isClosed = false;
  readonly closed: Promise<void>;
  readonly #listeners = new Set<(batch: EventBatch) => void>();
  readonly #lineListeners = new Set<(isUp: boolean) => void>();
  readonly #watchers = new Set<() => void>();
  #seq = 0;
  #cut: () => void = () => {};

  constructor(jobs: readonly JobView[] = [], answers: Partial<Answers> = {}) {
    for (const job of jobs) this.jobs.set(job.uid, job);
    this.answers = answers;
    this.closed = new Promise((resolve) => (this.#cut = resolve));
  }

  async call<Name extends MethodName>(
    method: Name,
    input: MethodInput<Name>,
  ): Promise<Result<MethodOutput<Name>>> {
    this.calls.push({ method, input });
    for (const wake of this.#watchers) wake();
    try {
      const answer: Answers[Name] | undefined = this.answers[method] ?? this.#usual[method];
      if (answer === undefined) throw new Error(`nobody said what to answer to ${method}`);
      return { ok: true, value: await answer(input) };
    } catch (thrown) {
      return { ok: false, error: toEarshotError(thrown).toFailure() };
    }
  }

  subscribe(_since: number | null, listener: (batch: EventBatch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onLineChange(listener: (isUp: boolean) => void): () => void {
    this.#lineListeners.add(listener);
    return () => this.#lineListeners.delete(listener);
  }

  /** The line goes down, or comes back. */
  setUp(isUp: boolean): void {
    this.isUp = isUp;
    for (const listener of this.#lineListeners) listener(isUp);
  }

  follow(jobs: Following): void {
    this.following = jobs;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.#cut();
  }

  /** Announces events in one batch, after what was done before has settled. */
  async publish(...events: QueueEvent[]): Promise<void> {
    for (const event of events) if (event.kind === 'job-changed') this.jobs.set(event.job.uid, event.job);
    this.#seq += events.length;
    await this.#send({ kind: 'events', seq: this.#seq, events });
  }

  /** A job is otherwise than before, and everybody hears of it. */
  async change(uid: string, fields: Partial<JobView>): Promise<JobView> {
    const job = { ...this.#job(uid), ...fields };
    await this.publish({ kind: 'job-changed', job });
    return job;
  }

  /** A chunk with these texts is stored and announced. */
  async finishChunk(uid: string, sequence: number, texts: readonly string[]): Promise<void> {
    const segments = this.storeChunk(uid, sequence, texts);
    const { revision } = this.#job(uid);
    await this.publish({ kind: 'job-segments', uid, revision, sequence, segments });
  }

  /** A chunk is stored while nobody listens. */
  storeChunk(uid: string, sequence: number, texts: readonly string[]): Segment[] {
    const segments = segmentsOfChunk(sequence, texts);
    const chunks = [...(this.chunks.get(uid) ?? []), { sequence, segments }];
    this.chunks.set(
      uid,
      chunks.toSorted((a, b) => a.sequence - b.sequence),
    );
    const job = this.#job(uid);
    this.jobs.set(uid, { ...job, progress: { ...job.progress, chunksDone: chunks.length } });
    return segments;
  }

  /** Another owner: who listens has to read everything anew. */
  async reset(): Promise<void> {
    await this.#send({ kind: 'reset', seq: this.#seq });
  }

  /** The line ends for good. */
  cut(): void {
    this.#cut();
  }

  /** Resolves when a method was called for the so-manieth time. */
  async called(method: MethodName, times = 1): Promise<void> {
    while (this.inputsOf(method).length < times) {
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
    await settled();
  }

  inputsOf(method: MethodName): unknown[] {
    return this.calls.filter((call) => call.method === method).map(({ input }) => input);
  }

  readonly #usual: Partial<Answers> = {
    'queue.status': () => this.#status(),
    'jobs.get': ({ uid }) => this.#job(uid),
    'jobs.list': ({ states, offset, limit }) => {
      const all = [...this.jobs.values()].filter(
        ({ status }) => states === null || states.includes(status.state),
      );
      return { seq: this.#seq, total: all.length, jobs: all.slice(offset, offset + limit) };
    },
    'transcript.chunks': ({ uid, from }) => ({
      revision: this.#job(uid).revision,
      chunks: (this.chunks.get(uid) ?? []).filter(({ sequence }) => sequence >= from),
    }),
    'transcript.get': ({ uid }) => ({
      ...transcriptOf([]),
      source: { fileName: this.#job(uid).title, durationMs: 60_000, track: 0, channels: 'mix' },
      complete: this.#job(uid).status.state === 'completed',
      segments: (this.chunks.get(uid) ?? []).flatMap(({ segments }) => segments),
    }),
    'jobs.export': ({ uid }) => ({ files: [`/out/${this.#job(uid).title}.partial.txt`] }),
  };

  #status(): QueueStatus {
    const counts = { ...NO_JOBS };
    for (const { status } of this.jobs.values()) counts[status.state] += 1;
    return {
      owner: { pid: 4711, version: '0.1.0', startedAtMs: 0 },
      counts,
      holds: [],
      slots: 1,
      stuck: [],
      settings: DEFAULT_QUEUE_SETTINGS,
    };
  }

  #job(uid: string): JobView {
    const job = this.jobs.get(uid);
    if (job === undefined) throw new EarshotError('job-not-found', `There is no job ${uid}.`);
    return job;
  }

  async #send(batch: EventBatch): Promise<void> {
    await settled();
    for (const listener of this.#listeners) listener(batch);
    await settled();
  }
}

/** Everything that waits for promises only has had its turn. */
export async function settled(): Promise<void> {
  await new Promise(setImmediate);
}

/** Segments of a second each; those of a chunk begin at its sequence times ten seconds. */
export function segmentsOfChunk(sequence: number, texts: readonly string[]): Segment[] {
  return transcriptOf(texts).segments.map((segment, index) => ({
    ...segment,
    id: `m-${sequence}-${index}`,
    startMs: sequence * 10_000 + index * 1_000,
    endMs: sequence * 10_000 + (index + 1) * 1_000,
  }));
}
