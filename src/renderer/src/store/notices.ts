import type { IntakeReport } from '../../../shared/contract/page.ts';
import type { Failure } from '../../../shared/errors.ts';
import type { Notice } from './app-state.ts';
import type { AppStore } from './app-store.ts';

/** Undo is offered for so long, instead of "are you sure". */
const UNDO_MS = 6000;
const DONE_MS = 4000;
const REPORT_MS = 15_000;
/** More than these cover the list; the oldest goes. */
const MOST_NOTICES = 3;

type Action = Notice['action'];

/** Puts lines at the lower edge of the window. */
export class NoticeBoard {
  readonly #store: AppStore;
  #lastId = 0;

  constructor(store: AppStore) {
    this.#store = store;
  }

  done(words: string): void {
    this.#add({ kind: 'done', words, action: null, report: null, failure: null, lifeMs: DONE_MS });
  }

  undo(words: string, action: NonNullable<Action>): void {
    this.#add({ kind: 'undo', words, action, report: null, failure: null, lifeMs: UNDO_MS });
  }

  intake(report: IntakeReport): void {
    if (report.jobs.length === 0 && report.problems.length === 0) return;
    this.#add({ kind: 'intake', words: '', action: null, report, failure: null, lifeMs: REPORT_MS });
  }

  /** Stays until it is dismissed: it says what to do. */
  failure(failure: Failure, action: Action = null): void {
    const { notices } = this.#store.getState();
    for (const old of notices) if (old.failure?.message === failure.message) this.dismiss(old.id);
    this.#add({ kind: 'failure', words: failure.message, action, report: null, failure, lifeMs: null });
  }

  dismiss(id: number): void {
    this.#store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
  }

  #add(notice: Omit<Notice, 'id'>): void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#store.setState(({ notices }) => ({
      notices: [...notices, { ...notice, id }].slice(-MOST_NOTICES),
    }));
  }
}
