import type { PageMessage } from '../../../shared/contract/page.ts';

/** What a person asks the page for by a key or a menu, wherever the focus is. */
export type PageCommand =
  | Extract<PageMessage, { kind: 'command' }>['command']
  | 'copy'
  | 'play-pause'
  | 'seek-back'
  | 'seek-forward'
  | 'slower'
  | 'faster';

export type CommandListener = () => void;

/** Brings commands to the feature that is on the screen; the last one that came to the screen answers alone. */
export class CommandBus {
  readonly #listeners = new Map<PageCommand, CommandListener[]>();
  #awaited: PageCommand | null = null;

  /** @returns false when nothing on the screen answers this command */
  run(command: PageCommand): boolean {
    // Who asks for something else has changed their mind.
    this.#awaited = null;
    const listener = this.#listeners.get(command)?.at(-1);
    listener?.();
    return listener !== undefined;
  }

  /** As {@link run}; where nothing answers yet, what comes to the screen next does. */
  runSoon(command: PageCommand): void {
    this.#awaited = this.run(command) ? null : command;
  }

  answer(command: PageCommand, listener: CommandListener): () => void {
    if (this.#awaited === command) {
      this.#awaited = null;
      listener();
    }
    const all = this.#listeners.get(command) ?? [];
    this.#listeners.set(command, [...all, listener]);
    return () => {
      const left = (this.#listeners.get(command) ?? []).filter((one) => one !== listener);
      this.#listeners.set(command, left);
    };
  }
}
