import type { QueueEvent } from '../../../shared/contract/events.ts';
import type { JobProgress, JobView, Stage } from '../../../shared/contract/job.ts';
import { EarshotError } from '../../../shared/errors.ts';
import { JOB_STATES, type JobState, NO_JOBS } from '../../../shared/job-state.ts';
import { WAITING } from '../../../shared/job-state-groups.ts';
import type { JobRecord } from '../storage/store.ts';
import { viewOf } from './job-view.ts';
import { type OrderMode, WaitingLine } from './queue-order.ts';

/** What changes too often to be stored: known while a job runs, or waits for its next try. */
type Live = { stage: Stage; progress: JobProgress | null; retryAtMs: number };

export type JobBookOptions = {
  readonly order: OrderMode;
  readonly publish: (event: QueueEvent) => void;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
};

/**
 * All jobs in memory, as the store last returned them: what is asked of the queue is answered from here, and nothing
 * else. A record is put in only once the store has it.
 */
export class JobBook {
  readonly #publish: (event: QueueEvent) => void;
  readonly #now: () => number;
  #records = new Map<string, JobRecord>();
  #newestId = 0;
  /** Jobs that were removed and came back lie behind all others until somebody wants the order. */
  #isByArrival = true;
  readonly #bySize = new Map<number, Set<string>>();
  readonly #live = new Map<string, Live>();
  readonly #counts = new Map<JobState, number>();
  /** What waits for its turn, also before it was looked at. */
  readonly line: WaitingLine;
  /** What waits to be looked at, in the same order: to find it in the whole line costs more with every job. */
  readonly unseen: WaitingLine;
  maxAttempts = 1;

  constructor({ order, publish, now, wallNow }: JobBookOptions) {
    this.line = new WaitingLine(order, wallNow);
    this.unseen = new WaitingLine(order, wallNow);
    this.#publish = publish;
    this.#now = now;
  }

  /** Takes over what the store returned and tells everyone. */
  apply(record: JobRecord): void {
    this.#keep(record);
    this.#publish({ kind: 'job-changed', job: this.view(record) });
  }

  /** Takes over what changes with every chunk; who listens learns it from progress. */
  update(record: JobRecord): void {
    this.#keep(record);
  }

  /** Takes over jobs without telling: at the start nobody listens yet. */
  load(records: readonly JobRecord[]): void {
    for (const record of records) this.#keep(record);
  }

  drop(uid: string): void {
    const record = this.#records.get(uid);
    if (record === undefined) return;
    this.#count(record.state, -1);
    this.#records.delete(uid);
    this.#live.delete(uid);
    this.#bySize.get(record.source.sizeBytes)?.delete(uid);
    this.line.remove(uid);
    this.unseen.remove(uid);
    this.#publish({ kind: 'job-removed', uid });
  }

  setOrder(mode: OrderMode): void {
    if (mode === this.line.mode) return;
    this.line.setMode(mode);
    this.unseen.setMode(mode);
  }

  find(uid: string): JobRecord | undefined {
    return this.#records.get(uid);
  }

  /** @throws EarshotError `job-not-found` */
  get(uid: string): JobRecord {
    const record = this.#records.get(uid);
    if (record !== undefined) return record;
    throw new EarshotError('job-not-found', `There is no job ${uid}.`);
  }

  /** By arrival. */
  all(): Iterable<JobRecord> {
    if (!this.#isByArrival) {
      this.#records = new Map([...this.#records].toSorted(([, a], [, b]) => a.id - b.id));
      this.#isByArrival = true;
    }
    return this.#records.values();
  }

  inState(...states: readonly JobState[]): JobRecord[] {
    if (states.every((state) => (this.#counts.get(state) ?? 0) === 0)) return [];
    return [...this.all()].filter((record) => states.includes(record.state));
  }

  /** Recordings of the same length in bytes: the only ones that can be the same. */
  ofSize(sizeBytes: number): JobRecord[] {
    return [...(this.#bySize.get(sizeBytes) ?? [])].map((uid) => this.get(uid));
  }

  counts(): Record<JobState, number> {
    const counts = { ...NO_JOBS };
    for (const state of JOB_STATES) counts[state] = this.#counts.get(state) ?? 0;
    return counts;
  }

  view(record: JobRecord): JobView {
    const live = this.#live.get(record.uid);
    return viewOf(record, {
      stage: live?.stage ?? 'probing',
      progress: live?.progress ?? null,
      position: WAITING.has(record.state) ? this.line.position(record.uid) : null,
      retryInMs: Math.max(0, Math.round((live?.retryAtMs ?? 0) - this.#now())),
      maxAttempts: this.maxAttempts,
    });
  }

  /** Tells how far a run is; nothing of this is stored. */
  setProgress(uid: string, stage: Stage, progress: JobProgress): void {
    this.#live.set(uid, { stage, progress, retryAtMs: 0 });
    this.#publish({ kind: 'job-progress', uid, stage, progress });
  }

  /** @param atMs on the steady clock */
  setRetryAt(uid: string, atMs: number): void {
    this.#live.set(uid, { stage: 'probing', progress: null, retryAtMs: atMs });
  }

  retryAt(uid: string): number | null {
    return this.#live.get(uid)?.retryAtMs ?? null;
  }

  forgetLive(uid: string): void {
    this.#live.delete(uid);
  }

  #keep(record: JobRecord): void {
    const before = this.#records.get(record.uid);
    if (before !== undefined) {
      this.#count(before.state, -1);
      if (before.source.sizeBytes !== record.source.sizeBytes)
        this.#bySize.get(before.source.sizeBytes)?.delete(record.uid);
    }
    this.#put(record);
    this.#count(record.state, 1);
    const sameSize = this.#bySize.get(record.source.sizeBytes) ?? new Set();
    this.#bySize.set(record.source.sizeBytes, sameSize.add(record.uid));
    if (WAITING.has(record.state)) this.line.put(record);
    else this.line.remove(record.uid);
    if (record.state === 'importing') this.unseen.put(record);
    else this.unseen.remove(record.uid);
  }

  #put(record: JobRecord): void {
    if (!this.#records.has(record.uid) && record.id < this.#newestId) this.#isByArrival = false;
    this.#records.set(record.uid, record);
    this.#newestId = Math.max(this.#newestId, record.id);
  }

  #count(state: JobState, by: number): void {
    this.#counts.set(state, (this.#counts.get(state) ?? 0) + by);
  }
}
