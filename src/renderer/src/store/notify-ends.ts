import type { TFunction } from 'i18next';
import type { EventBatch } from '../../../shared/contract/events.ts';
import type { JobView } from '../../../shared/contract/job.ts';
import { JobBoard, type JobEnd } from '../../../shared/ends/job-board.ts';
import { type EndGroup, OwedEnds } from '../../../shared/ends/owed-ends.ts';
import { titleOf } from '../../../shared/recording-title.ts';
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

/** Notifications of a browser's own; the desktop app has the system's and tells it itself. */
export class EndNotices {
  readonly #ports: EndNoticePorts;
  readonly #board = new JobBoard();
  readonly #owed = new OwedEnds();

  constructor(ports: EndNoticePorts) {
    this.#ports = ports;
  }

  /** Jobs that were read rather than told: what has ended meanwhile is no news, but others may have waited for it. */
  learn(jobs: Iterable<JobView>): void {
    this.#board.reset(jobs);
    this.#tell([]);
  }

  heed({ events }: Extract<EventBatch, { kind: 'events' }>): void {
    this.#tell(this.#board.heed(events));
  }

  #tell(ends: readonly JobEnd[]): void {
    const { store, isWatched, notify, open } = this.#ports;
    const { preferences, host } = store.getState();
    if (host?.kind === 'desktop') return;
    if (preferences === null) return;
    const groups = this.#owed.settle(ends, this.#board.open, preferences.notifications);
    if (isWatched()) return;
    for (const group of groups) notify(this.#words(group), () => open(group.uid));
  }

  #words({ ends: [first, ...others], ready, needing }: EndGroup): string {
    const { t } = this.#ports;
    if (others.length === 0) return this.#wordsForOne(first);
    const them = t('queue.notification.needing', { count: needing });
    if (ready === 0) return `${t('queue.notification.noneReady')} — ${them}`;
    const words = t('queue.notification.ready', { count: ready });
    return needing === 0 ? words : `${words} — ${them}`;
  }

  #wordsForOne({ job, end, workMs, reason }: JobEnd): string {
    const { t, formats } = this.#ports;
    const title = titleOf(job.title);
    if (end === 'failed') return t('queue.notification.failed', { title, reason });
    if (job.durationMs === null) return t('queue.notification.oneAlone', { title });
    const length = formats.media(job.durationMs);
    return t('queue.notification.one', { title, length, work: formats.clock(workMs) });
  }
}
