import type { QueueClient } from '../../../shared/contract/client.ts';
import type { EventBatch } from '../../../shared/contract/events.ts';
import type { JobView } from '../../../shared/contract/job.ts';
import { JobBoard, type JobEnd } from '../../../shared/ends/job-board.ts';
import { isFinal, JOB_STATES } from '../../../shared/job-state.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../shared/preferences.ts';

export type QueueNewsListener = {
  /** Something happened; with what has come to its end by it. */
  readonly onEvents: (ends: readonly JobEnd[]) => void;
  /** Jobs, preferences or the pause are otherwise than before. */
  readonly onChange: () => void;
};

const UNFINISHED = JOB_STATES.filter((state) => !isFinal(state));
const PAGE_JOBS = 1000;

/** What the shell knows of the queue, kept up to date. */
export class QueueNews {
  readonly board = new JobBoard();
  preferences: Preferences = DEFAULT_PREFERENCES;
  isPaused = false;
  readonly #queue: Pick<QueueClient, 'call' | 'subscribe'>;
  readonly #listener: QueueNewsListener;
  /** Events that came while the jobs were being read. */
  #early: EventBatch[] | null = null;
  #isReadingSettings = false;
  #settingsAreOld = false;

  constructor(queue: Pick<QueueClient, 'call' | 'subscribe'>, listener: QueueNewsListener) {
    this.#queue = queue;
    this.#listener = listener;
  }

  /** @returns ends it */
  start(): () => void {
    const stop = this.#queue.subscribe(null, (batch) => this.#receive(batch));
    void this.#readAll();
    void this.#readSettings();
    return stop;
  }

  #receive(batch: EventBatch): void {
    if (this.#early !== null) this.#early.push(batch);
    else if (batch.kind === 'reset') {
      void this.#readAll();
      void this.#readSettings();
    } else this.#heed(batch);
  }

  #heed({ events }: Extract<EventBatch, { kind: 'events' }>): void {
    const ends = this.board.heed(events);
    if (events.some(({ kind }) => kind === 'queue-changed')) void this.#readSettings();
    this.#listener.onEvents(ends);
    this.#listener.onChange();
  }

  async #readAll(): Promise<void> {
    this.#early = [];
    const read = await this.#readJobs();
    const early = this.#early;
    this.#early = null;
    if (read === null) {
      // Between two owners nothing can be read; the next one sends a reset, which may have come before the answer.
      const reset = early.find(({ kind }) => kind === 'reset');
      if (reset !== undefined) this.#receive(reset);
      return;
    }
    this.board.reset(read.jobs);
    // What ended unseen is no news, but others may have waited for it.
    this.#listener.onEvents([]);
    this.#listener.onChange();
    for (const batch of early) if (batch.kind === 'reset' || batch.seq > read.seq) this.#receive(batch);
  }

  async #readJobs(): Promise<{ seq: number; jobs: JobView[] } | null> {
    const jobs: JobView[] = [];
    let seq: number | null = null;
    for (;;) {
      const page = await this.#queue.call('jobs.list', {
        states: UNFINISHED,
        offset: jobs.length,
        limit: PAGE_JOBS,
      });
      if (!page.ok) return null;
      // What happened since the first page is told once more by its events, which does no harm.
      seq ??= page.value.seq;
      jobs.push(...page.value.jobs);
      if (page.value.jobs.length < PAGE_JOBS) return { seq, jobs };
    }
  }

  /** Changes come in bursts: what is being read is read once more at most. */
  async #readSettings(): Promise<void> {
    this.#settingsAreOld = true;
    if (this.#isReadingSettings) return;
    this.#isReadingSettings = true;
    while (this.#settingsAreOld) {
      this.#settingsAreOld = false;
      const [status, preferences] = await Promise.all([
        this.#queue.call('queue.status', {}),
        this.#queue.call('preferences.get', {}),
      ]);
      if (status.ok) this.isPaused = status.value.settings.isPaused;
      if (preferences.ok) this.preferences = preferences.value;
    }
    this.#isReadingSettings = false;
    this.#listener.onChange();
  }
}
