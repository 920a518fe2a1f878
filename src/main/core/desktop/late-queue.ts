import type { IntakeReport, PageMessage } from '../../../shared/contract/page.ts';
import { failed, type Result } from '../../../shared/contract/result.ts';
import { toEarshotError } from '../../../shared/errors.ts';
import type { WatchedLine } from '../api/watched-line.ts';
import { refusalOf } from '../page/intake-report.ts';
import type { PageHandlers } from '../page/page-handlers.ts';
import { pageMessages } from '../page/page-messages.ts';

export type OpenedQueue = { readonly queue: WatchedLine; readonly handlers: PageHandlers };

/** The queue for a page that is there before it: what is asked meanwhile waits. Nothing here rejects. */
export class LateQueue {
  readonly #opened: Promise<OpenedQueue>;

  /** @param opened rejects when the queue cannot be opened */
  constructor(opened: Promise<OpenedQueue>) {
    this.#opened = opened;
    // Nobody may be asking when it fails; whoever asks is told.
    opened.catch(() => {});
  }

  /** Resolves with null when there will be none. */
  async queue(): Promise<WatchedLine | null> {
    return await this.#opened.then(
      ({ queue }) => queue,
      () => null,
    );
  }

  async answer(method: string, input: unknown): Promise<Result<unknown>> {
    try {
      const { handlers } = await this.#opened;
      return await handlers.answerPage(method, input);
    } catch (thrown) {
      return failed(toEarshotError(thrown));
    }
  }

  /** Adds files that came past the page. */
  async takeIn(paths: readonly string[]): Promise<IntakeReport> {
    return await this.#opened.then(
      ({ handlers }) => handlers.takeIn(paths),
      (thrown: unknown) => refusalOf(paths, toEarshotError(thrown).toFailure()),
    );
  }

  /** See `pageMessages`; a line that is still being made is down. */
  listen(since: number | null, listener: (message: PageMessage) => void): () => void {
    let stop: (() => void) | null = null;
    let isOver = false;
    const begin = async (): Promise<void> => {
      const queue = await this.queue();
      if (isOver) return;
      if (queue === null) listener({ kind: 'line', isUp: false });
      else stop = pageMessages(queue, since, listener);
    };
    void begin();
    return () => {
      isOver = true;
      stop?.();
    };
  }
}
