import type { TFunction } from 'i18next';
import type { EventBatch } from '../../../shared/contract/events.ts';
import type { JobView } from '../../../shared/contract/job.ts';
import type { Formats } from '../i18n/formats.ts';
import type { AppStore } from './app-store.ts';

export type EndNoticePorts = {
  readonly store: AppStore;
  readonly t: TFunction;
  readonly formats: Formats;
  /** Whether the person sees the page anyway. */
  readonly isWatched: () => boolean;
  readonly notify: (words: string, onClick: () => void) => void;
  readonly open: (uid: string) => void;
};

type End = 'finished' | 'failed';

/** Notifications of a browser's own; the desktop app has the system's and tells it itself. */
export class EndNotices {
  readonly #ports: EndNoticePorts;
  /** How each job stood when it was last looked at: an event may tell a job at its end once more. */
  readonly #known = new Map<string, End | null>();

  constructor(ports: EndNoticePorts) {
    this.#ports = ports;
  }

  /** Jobs that were read rather than told: what has ended meanwhile is no news. */
  learn(jobs: Iterable<JobView>): void {
    this.#known.clear();
    for (const job of jobs) this.#known.set(job.uid, endOf(job));
  }

  heed({ events }: Extract<EventBatch, { kind: 'events' }>): void {
    for (const event of events) {
      if (event.kind === 'job-removed') this.#known.delete(event.uid);
      if (event.kind !== 'job-changed') continue;
      const before = this.#known.get(event.job.uid);
      const end = endOf(event.job);
      this.#known.set(event.job.uid, end);
      if (end !== null && before === null) this.#ended(event.job, end);
    }
  }

  #ended(job: JobView, end: End): void {
    const { store, isWatched } = this.#ports;
    const { preferences, jobs, host } = store.getState();
    if (host?.kind !== 'browser' || isWatched() || preferences === null) return;
    const batch = [...jobs.values()].filter(
      ({ uid, batchUid }) => uid === job.uid || (batchUid !== null && batchUid === job.batchUid),
    );
    if (batch.some((other) => endOf(other) === null && other.status.state !== 'canceled')) return;
    const ends = new Set(batch.map(endOf));
    const finished = preferences.notifications.finished && ends.has('finished');
    const failed = preferences.notifications.failed && ends.has('failed');
    if (finished || failed) this.#tell(job, end, batch);
  }

  #tell(job: JobView, end: End, batch: readonly JobView[]): void {
    const { t, formats, notify, open } = this.#ports;
    notify(batch.length > 1 ? wordsForBatch(batch, t) : wordsForOne(job, end, t, formats), () =>
      open(job.uid),
    );
  }
}

/** A job that needs a person has come to an end as far as this person's waiting goes. */
function endOf({ status }: JobView): End | null {
  if (status.state === 'completed') return 'finished';
  return status.state === 'failed' || status.state === 'blocked' ? 'failed' : null;
}

function wordsForBatch(batch: readonly JobView[], t: TFunction): string {
  const ready = batch.filter((job) => endOf(job) === 'finished').length;
  const needing = batch.filter((job) => endOf(job) === 'failed').length;
  const words = t('queue.notification.ready', { count: ready });
  return needing === 0 ? words : `${words} — ${t('queue.notification.needing', { count: needing })}`;
}

function wordsForOne(job: JobView, end: End, t: TFunction, formats: Formats): string {
  const { title, progress, workMs, status } = job;
  if (end === 'finished') {
    const length = formats.media(progress.durationMs ?? progress.doneMs);
    return t('queue.notification.one', { title, length, work: formats.clock(workMs) });
  }
  const reason = 'failure' in status ? status.failure.message : '';
  return t('queue.notification.failed', { title, reason });
}
