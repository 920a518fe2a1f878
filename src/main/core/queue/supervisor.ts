import { cancelled, toEarshotError } from '../../../shared/errors.ts';
import type { JobRecord } from '../storage/store.ts';
import { ActiveRun } from './active-run.ts';
import { calibrationKeyOf } from './calibration.ts';
import { Importer } from './importer.ts';
import { JobRun } from './job-run.ts';
import type { SupervisorPorts } from './supervisor-ports.ts';
import { jobBudgetMs } from './time-budget.ts';

/** An engine at rest gives its memory back after so long. */
const CLOSE_ENGINES_AFTER_MS = 60_000;
/** A store that did not take a start is not asked again at once. */
const START_AGAIN_AFTER_MS = 5_000;

/**
 * Runs the queue: starts what may be started, watches what runs, and brings every job to exactly one final state. It
 * decides; runs report; the store has the last word about what has happened.
 */
export class Supervisor {
  readonly #ports: SupervisorPorts;
  readonly #runs = new Map<string, ActiveRun>();
  readonly #importer: Importer;
  /** Runs from the moment in which they are chosen to the one in which their end is stored. */
  readonly #ends = new Map<string, Promise<void>>();
  #closingEngines: Promise<void> | null = null;
  #idleSinceMs: number | null = null;
  #startsFromMs = 0;
  #isStopping = false;

  constructor(ports: SupervisorPorts) {
    this.#ports = ports;
    const { failed, steps, book } = ports;
    this.#importer = new Importer({
      copies: ports.run.copies,
      probe: ports.probe,
      next: (mayLook) => this.#nextImport(mayLook),
      onImported: async (record, { facts, partialHash }) => {
        await steps.take(record, 'imported', { facts, ...(partialHash === null ? {} : { partialHash }) });
        this.#startWhatMay();
      },
      onFailed: async ({ uid }, error) => {
        const record = book.find(uid);
        if (record?.state === 'importing') await failed.afterLook(record, error);
      },
      log: ports.log,
      now: ports.now,
    });
  }

  /** Jobs whose runs are under way, for those who watch over them. */
  get runs(): ReadonlyMap<string, ActiveRun> {
    return this.#runs;
  }

  get importing(): Importer['atWork'] {
    return this.#importer.atWork;
  }

  start(): void {
    this.#ports.chances.start();
    this.reschedule();
  }

  /** To be called once in {@link SupervisorPorts.tickMs}. */
  tick(): void {
    if (this.#isStopping) return;
    for (const active of this.#runs.values()) active.tick();
    this.reschedule();
    this.#ports.chances.tick();
    this.#closingEngines ??= this.#closeEnginesAtRest().finally(() => {
      this.#closingEngines = null;
    });
  }

  /**
   * Stops all work without losing any: what ran goes back to the waiting, where the next owner finds it. Resolves when
   * no child process is left.
   */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const { steps, chances, endings, pool } = this.#ports;
    steps.close();
    chances.close();
    endings.close();
    for (const { run } of this.#runs.values()) run.stop(cancelled());
    await this.#importer.close();
    while (this.#ends.size > 0) await Promise.all(this.#ends.values());
    await chances.settled();
    await this.#closingEngines;
    await pool.close();
  }

  /** Something may be started now, or is in another order. */
  reschedule(): void {
    this.#startWhatMay();
    this.#importer.wake();
  }

  /** Ends the run of a job at once; its state says what becomes of it. */
  stopRun({ uid }: JobRecord): void {
    this.#runs.get(uid)?.run.stop(cancelled());
  }

  pauseAfterChunks({ uid }: JobRecord): void {
    this.#runs.get(uid)?.run.pauseAfterChunks();
  }

  /** Resolves when no run of the job is under way. */
  async untilIdle(uid: string): Promise<void> {
    await this.#ends.get(uid);
  }

  #nextImport(mayLook: (record: JobRecord) => boolean): JobRecord | null {
    const { book, mayStart } = this.#ports;
    if (this.#isStopping) return null;
    return book.unseen.first((record) => mayStart(record) && !this.#ends.has(record.uid) && mayLook(record));
  }

  #startWhatMay(): void {
    const { book, mayStart, now } = this.#ports;
    while (this.#hasFreeSlot() && now() >= this.#startsFromMs) {
      const next = book.line.first((record) => mayStart(record) && !this.#ends.has(record.uid));
      if (next === null) return;
      this.#importer.leave(next.uid);
      const end = this.#work(next).finally(() => {
        this.#ends.delete(next.uid);
        this.reschedule();
      });
      this.#ends.set(next.uid, end);
    }
  }

  #hasFreeSlot(): boolean {
    const { holds, slots } = this.#ports;
    if (this.#isStopping || this.#ends.size >= slots()) return false;
    return holds().length === 0;
  }

  /** One run from start to end. Never rejects. */
  async #work(record: JobRecord): Promise<void> {
    try {
      const active = await this.#begin(record);
      if (active === null) return;
      const end = await active.run.finish();
      active.end();
      await this.#ports.endings.settle(active, end);
    } catch (thrown) {
      // The store does not answer any more. The job stays as it is written down: recovery knows what to do with it.
      const error = toEarshotError(thrown);
      this.#ports.log.error('job.run-not-settled', { job: record.uid, error: error.toFailure() });
      await this.#ports.steps.noticeLoss(error);
      this.#startsFromMs = this.#ports.now() + START_AGAIN_AFTER_MS;
    }
    this.#runs.delete(record.uid);
  }

  async #begin(record: JobRecord): Promise<ActiveRun | null> {
    const { store, book, boot, log, steps, tickMs, settings } = this.#ports;
    const work = this.#ports.choose(record);
    const started = await store.start(record.id, boot);
    if (started === null) {
      await this.#learnTheTruth(record);
      return null;
    }
    const run = new JobRun(started, work, this.#ports.run, {
      onEvent: (event) => active.follow(event),
      onRecord: (known) => book.update(known),
      onStored: (stored) => active.stored(stored),
      onNotice: (message) => void steps.note(started, message),
    });
    const active: ActiveRun = new ActiveRun(run, calibrationKeyOf(work), {
      ...this.#ports,
      tickMs,
      budgetMs: (expectedMs) => jobBudgetMs(expectedMs, settings()),
    });
    this.#runs.set(started.uid, active);
    // From here on whoever cancels or pauses the job finds its run. Who was faster than this answer did not.
    if (book.find(started.uid)?.epoch === started.epoch) run.stop(cancelled());
    else book.apply(started);
    log.info('job.run-started', { job: started.uid, epoch: started.epoch, attempt: started.attempt });
    if (this.#isStopping) run.stop(cancelled());
    if (work.note !== null) await steps.note(started, work.note);
    return active;
  }

  /**
   * What is in memory says that the job can be started, and the store says otherwise: it would be chosen for ever. Not so
   * where a command has come between, as a pause that was taken back at once: that was news, and the next start is not refused.
   */
  async #learnTheTruth(chosen: JobRecord): Promise<void> {
    const { store, book, now } = this.#ports;
    const { uid, state } = chosen;
    const truth = await store.job(uid);
    const isNews = book.find(uid) !== chosen;
    if (truth === null) book.drop(uid);
    else book.apply(truth);
    if (truth?.state === state && !isNews) this.#startsFromMs = now() + START_AGAIN_AFTER_MS;
  }

  /** Never rejects. */
  async #closeEnginesAtRest(): Promise<void> {
    const { pool, now, log } = this.#ports;
    if (this.#ends.size > 0) this.#idleSinceMs = null;
    else this.#idleSinceMs ??= now();
    if (this.#idleSinceMs === null || now() - this.#idleSinceMs < CLOSE_ENGINES_AFTER_MS || pool.size === 0)
      return;
    try {
      await pool.closeIdle();
    } catch (thrown) {
      log.warn('engine.not-closed', { error: toEarshotError(thrown).toFailure() });
    }
  }
}
