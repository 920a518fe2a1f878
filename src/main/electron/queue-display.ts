import { app, nativeTheme } from 'electron';
import { EndNotices } from '../core/desktop/end-notices.ts';
import { QueueNews } from '../core/desktop/queue-news.ts';
import { summarise, taskbarProgress } from '../core/desktop/queue-summary.ts';
import type { OpenQueue } from '../queue-access.ts';
import type { MainWindow } from './main-window.ts';
import { SleepGuard } from './power.ts';
import type { SystemNotices } from './system-notices.ts';
import type { TrayIcon } from './tray-icon.ts';

export type QueueDisplayParts = {
  readonly queue: Pick<OpenQueue, 'call' | 'subscribe'>;
  readonly window: MainWindow;
  readonly tray: TrayIcon;
  readonly notices: SystemNotices;
  /** Brings a job to the person. */
  readonly showJob: (uid: string) => void;
};

/** Often enough for a bar of some millimetres. */
const REFRESH_MS = 250;

/** What the desktop shows of the queue around the window. */
export class QueueDisplay {
  readonly #parts: QueueDisplayParts;
  readonly #news: QueueNews;
  readonly #ends = new EndNotices();
  readonly #sleep = new SleepGuard();
  #badge = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: QueueDisplayParts) {
    this.#parts = parts;
    const { window, notices, showJob } = parts;
    this.#news = new QueueNews(parts.queue, {
      onEvents: (ends) => {
        const { board, preferences } = this.#news;
        const owed = this.#ends.notices(ends, board.open, preferences.notifications);
        // Whoever looks at the window sees it there.
        if (window.isWatched) return;
        for (const notice of owed) notices.show(notice, () => showJob(notice.uid));
      },
      onChange: () => {
        if (this.#timer === null) this.#timer = setTimeout(() => this.#refresh(), REFRESH_MS);
      },
    });
  }

  get keepsInTray(): boolean {
    return this.#news.preferences.keepInTray;
  }

  start(): void {
    this.#news.start();
  }

  #refresh(): void {
    this.#timer = null;
    const { preferences, isPaused } = this.#news;
    const summary = summarise(this.#news.board.open, this.#news.board.done);
    this.#sleep.isOn = summary.isWorking;
    const { value, mode } = taskbarProgress(summary, isPaused);
    this.#parts.window.window?.setProgressBar(value, { mode });
    if (this.#badge !== summary.left) app.setBadgeCount(summary.left);
    this.#badge = summary.left;
    this.#parts.tray.show(this.keepsInTray ? { left: summary.left, isPaused } : null);
    // Menus, dialogs and the title bar follow the page.
    const { theme } = preferences.appearance;
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  }
}
