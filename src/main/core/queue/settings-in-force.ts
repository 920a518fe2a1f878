import { type QueueSettings, queueSettingsSchema } from '../../../shared/contract/methods.ts';
import { EarshotError } from '../../../shared/errors.ts';
import type { AsyncStore } from '../storage/store.ts';
import { inTurn } from './in-turn.ts';

/** The settings of the queue: those that are stored, and nothing else. */
export class SettingsInForce {
  readonly #store: Pick<AsyncStore, 'saveSettings'>;
  readonly #listeners: ((settings: QueueSettings) => void)[] = [];
  /** Two changes at once must not undo each other. */
  readonly #inTurn = inTurn();
  #current: QueueSettings;

  /** @param current as they are stored */
  constructor(current: QueueSettings, store: Pick<AsyncStore, 'saveSettings'>) {
    this.#current = current;
    this.#store = store;
  }

  get current(): QueueSettings {
    return this.#current;
  }

  onChange(listener: (settings: QueueSettings) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * @returns the settings as they are from now on
   * @throws EarshotError `invalid-argument` for settings that contradict each other, and what the store says; then
   *   nothing has changed
   */
  change(change: Partial<QueueSettings>): Promise<QueueSettings> {
    return this.#inTurn(async () => {
      const changed = queueSettingsSchema.parse({ ...this.#current, ...change });
      if (changed.resumeAboveFreeBytes < changed.blockBelowFreeBytes) {
        throw new EarshotError(
          'invalid-argument',
          'The queue cannot go on with less space than it stops at.',
        );
      }
      await this.#store.saveSettings(changed);
      this.#current = changed;
      for (const listener of this.#listeners) listener(changed);
      return changed;
    });
  }
}
