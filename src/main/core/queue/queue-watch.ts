import { isFinal, type JobState } from '../../../shared/job-state.ts';
import { WAITING } from '../../../shared/job-state-groups.ts';
import type { JobRecord } from '../storage/store.ts';
import type { JobBook } from './job-book.ts';
import { type QueuePicture, type StuckJob, StuckWatch, type WatchedJob } from './stuck-jobs.ts';
import type { Supervisor } from './supervisor.ts';
import { WorkingClock } from './time-budget.ts';

export type QueueWatchPorts = {
  readonly book: JobBook;
  readonly supervisor: Pick<Supervisor, 'runs' | 'importing'>;
  /** Blocked jobs that could go on and have not been let yet. */
  readonly causesGone: () => ReadonlySet<string>;
  readonly slots: () => number;
  /** Whether nothing holds the queue. */
  readonly mayStart: () => boolean;
  /** Whether anybody waits for this job: what nobody waits for need not move. */
  readonly isWanted: (record: JobRecord) => boolean;
  readonly onStuck: (stuck: StuckJob) => void;
  readonly tickMs: number;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
};

/** Looks so often; a rule needs ten seconds at least to call something stuck. */
const LOOK_EVERY_TICKS = 5;

/** Looks at the queue as a suspicious person would: what should move and does not is Earshot's own fault. */
export class QueueWatch {
  readonly #ports: QueueWatchPorts;
  readonly #clock: WorkingClock;
  readonly #watch = new StuckWatch();
  /** Since when each open job is in its state, in working time. */
  #since = new Map<string, { readonly state: JobState; readonly epoch: number; readonly atMs: number }>();
  #mayStartSinceMs: number | null = null;
  #importerIdleSinceMs = 0;
  #ticks = 0;
  #stuck: readonly StuckJob[] = [];

  constructor(ports: QueueWatchPorts) {
    this.#ports = ports;
    this.#clock = new WorkingClock(ports.tickMs);
  }

  /** What was stuck at the last look. */
  get stuck(): readonly StuckJob[] {
    return this.#stuck;
  }

  tick(): void {
    this.#clock.tick(this.#ports.now());
    this.#ticks += 1;
    if (this.#ticks % LOOK_EVERY_TICKS !== 0) return;
    const known = new Set(this.#stuck.map(({ uid, rule }) => `${uid} ${rule}`));
    this.#stuck = this.#watch.look(this.#picture(), this.#clock.workedMs);
    for (const stuck of this.#stuck) {
      if (!known.has(`${stuck.uid} ${stuck.rule}`)) this.#ports.onStuck(stuck);
    }
  }

  #picture(): QueuePicture {
    const { supervisor, slots, mayStart, now } = this.#ports;
    const workedMs = this.#clock.workedMs;
    const { importing } = supervisor;
    if (importing !== null) this.#importerIdleSinceMs = workedMs;
    const freeSlots = Math.max(0, slots() - supervisor.runs.size);
    if (freeSlots === 0 || !mayStart()) this.#mayStartSinceMs = null;
    else this.#mayStartSinceMs ??= workedMs;
    return {
      jobs: this.#openJobs(workedMs),
      slots: new Map([...supervisor.runs].map(([uid, { run }]) => [uid, { isAlive: run.isEngineAlive }])),
      freeSlots,
      mayStartForMs: this.#mayStartSinceMs === null ? null : workedMs - this.#mayStartSinceMs,
      probes: importing === null ? new Map() : new Map([[importing.uid, now() - importing.sinceMs]]),
      importerIdleMs: workedMs - this.#importerIdleSinceMs,
    };
  }

  #openJobs(workedMs: number): WatchedJob[] {
    const { book, supervisor, causesGone, isWanted, now } = this.#ports;
    const before = this.#since;
    this.#since = new Map();
    const open: WatchedJob[] = [];
    for (const record of book.all()) {
      const { uid, state, epoch } = record;
      if (isFinal(state) || (WAITING.has(state) && !isWanted(record))) continue;
      const known = before.get(uid);
      const isAsBefore = known?.state === state && known.epoch === epoch && !this.#isFinishingParts(record);
      const entry = isAsBefore ? known : { state, epoch, atMs: workedMs };
      this.#since.set(uid, entry);
      const retryAtMs = state === 'retry_wait' ? book.retryAt(uid) : null;
      open.push({
        uid,
        state,
        inStateMs: workedMs - entry.atMs,
        overdueMs: retryAtMs === null ? null : now() - retryAtMs,
        isCauseGone: causesGone().has(uid),
        hasAllText: supervisor.runs.get(uid)?.hasAllText === true,
      });
    }
    return open;
  }

  /** Who asked to pause when the parts at work are done waits for as long as these take. */
  #isFinishingParts({ uid, state }: JobRecord): boolean {
    return state === 'pausing' && this.#ports.supervisor.runs.get(uid)?.run.isFinishingChunks === true;
  }
}
