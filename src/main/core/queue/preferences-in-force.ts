import { isAbsolute } from 'node:path';
import { EarshotError } from '../../../shared/errors.ts';
import { type Preferences, type PreferencesChange, preferencesSchema } from '../../../shared/preferences.ts';
import { checkNameTemplate } from '../export/name-template.ts';
import type { AsyncStore } from '../storage/store.ts';
import { inTurn } from './in-turn.ts';
import { whatIsSet } from './what-is-set.ts';

/** What a person has chosen for everything that follows: as it is stored, and nothing else. */
export class PreferencesInForce {
  readonly #store: Pick<AsyncStore, 'savePreferences'>;
  readonly #onChange: () => void;
  /** Two changes at once must not undo each other. */
  readonly #inTurn = inTurn();
  #current: Preferences;

  /** @param current as they are stored */
  constructor(current: Preferences, store: Pick<AsyncStore, 'savePreferences'>, onChange: () => void) {
    this.#current = current;
    this.#store = store;
    this.#onChange = onChange;
  }

  get current(): Preferences {
    return this.#current;
  }

  /**
   * @returns the preferences as they are from now on
   * @throws EarshotError `invalid-argument` for names that no file can have and for a folder that is no absolute path; what
   *   the store says. Then nothing has changed
   */
  change(change: PreferencesChange): Promise<Preferences> {
    return this.#inTurn(async () => {
      const changed = preferencesSchema.parse(merged(this.#current, change));
      checkExports(changed);
      await this.#store.savePreferences(changed);
      this.#current = changed;
      this.#onChange();
      return changed;
    });
  }
}

function merged(current: Preferences, change: PreferencesChange): Preferences {
  const { job, exports, notifications, appearance } = change;
  return {
    job: { ...current.job, ...whatIsSet(job ?? {}) },
    exports: { ...current.exports, ...whatIsSet(exports ?? {}) },
    notifications: { ...current.notifications, ...whatIsSet(notifications ?? {}) },
    appearance: { ...current.appearance, ...whatIsSet(appearance ?? {}) },
    keepInTray: change.keepInTray ?? current.keepInTray,
  };
}

function checkExports({ exports: { nameTemplate, outputDir } }: Preferences): void {
  checkNameTemplate(nameTemplate);
  if (outputDir === null || isAbsolute(outputDir)) return;
  throw new EarshotError('invalid-argument', 'The folder for files must be named by its whole path.');
}
