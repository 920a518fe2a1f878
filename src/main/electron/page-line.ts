import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import type { PageMessage } from '../../shared/contract/page.ts';
import { failed, type Result, succeeded } from '../../shared/contract/result.ts';
import { SHELL_CHANNELS, type SubscribeMessage } from '../../shared/contract/shell-channels.ts';
import { EarshotError } from '../../shared/errors.ts';
import { readPaths, readSubscribeMessage } from '../core/desktop/handed-over.ts';
import { WORDS } from '../core/desktop/words.ts';
import type { PageHandlers } from '../core/page/page-handlers.ts';

export type PageLineParts = {
  readonly ipc: Pick<IpcMain, 'handle' | 'on'>;
  /** Of the app's own page. */
  readonly origin: string;
  /** Of the window that is there now. */
  readonly page: () => WebContents | null;
  readonly answer: PageHandlers['answerPage'];
  /** See `pageMessages`. */
  readonly listen: (since: number | null, listener: (message: PageMessage) => void) => () => void;
  /** @returns a grant for these files */
  readonly grant: (paths: readonly string[]) => string;
};

/** A page needs one. */
const MOST_SUBSCRIPTIONS = 8;
/** What waits for a page that is still being loaded. */
const MOST_WAITING = 100;

/** Everything between the page and the shell. Whoever else sends on these channels gets nothing. */
export class PageLine {
  readonly #parts: PageLineParts;
  readonly #subscriptions = new Map<number, () => void>();
  #waiting: PageMessage[] = [];

  constructor(parts: PageLineParts) {
    this.#parts = parts;
    const { ipc, answer, grant } = parts;
    ipc.handle(SHELL_CHANNELS.request, async (event, method: unknown, input: unknown) =>
      // What is no name is the name of nothing.
      this.#isFromPage(event) ? await answer(typeof method === 'string' ? method : '', input) : refused(),
    );
    ipc.handle(SHELL_CHANNELS.grant, (event, raw: unknown): Result<string[]> => {
      if (!this.#isFromPage(event)) return refused();
      const paths = readPaths(raw);
      if (paths === null) return failed(new EarshotError('invalid-argument', WORDS.noPaths));
      return succeeded([grant(paths)]);
    });
    ipc.on(SHELL_CHANNELS.subscribe, (event, raw: unknown) => {
      const message = readSubscribeMessage(raw);
      if (this.#isFromPage(event) && message !== null) this.#subscribe(event.sender, message);
    });
  }

  /** Tells the page of its own accord; waits for one that is not there yet. */
  tell(message: PageMessage): void {
    const contents = this.#parts.page();
    if (contents !== null && this.#subscriptions.size > 0) {
      for (const id of this.#subscriptions.keys()) send(contents, id, message);
    } else this.#waiting = [...this.#waiting, message].slice(-MOST_WAITING);
  }

  /** The page is gone, or is being loaded anew. */
  forgetPage(): void {
    for (const stop of this.#subscriptions.values()) stop();
    this.#subscriptions.clear();
  }

  #subscribe(sender: WebContents, message: SubscribeMessage): void {
    const { id } = message;
    this.#subscriptions.get(id)?.();
    this.#subscriptions.delete(id);
    if (message.kind === 'end' || this.#subscriptions.size >= MOST_SUBSCRIPTIONS) return;
    this.#subscriptions.set(id, () => {});
    const stop = this.#parts.listen(message.since, (news) => send(sender, id, news));
    this.#subscriptions.set(id, stop);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) send(sender, id, one);
  }

  #isFromPage(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
    const { sender, senderFrame } = event;
    // Without a frame the sender is gone already, or has never been a page.
    if (senderFrame === null || senderFrame.parent !== null) return false;
    return sender === this.#parts.page() && senderFrame.origin === this.#parts.origin;
  }
}

function send(contents: WebContents, id: number, message: PageMessage): void {
  if (!contents.isDestroyed()) contents.send(SHELL_CHANNELS.messages, id, message);
}

function refused(): Result<never> {
  return failed(new EarshotError('not-authorised', 'Only the window of Earshot may ask for this.'));
}
