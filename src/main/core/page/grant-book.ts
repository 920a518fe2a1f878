import { randomBytes } from 'node:crypto';
import { EarshotError } from '../../../shared/errors.ts';

/** What a grant may be handed in for. */
type GrantUse = 'recordings' | 'moved-recording' | 'model';

/** What a person has handed over. */
export type Granted = {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  /** What a dialog has asked for; `any` for what was dropped, pasted or sent: the page knows what it was meant for. */
  readonly use: GrantUse | 'any';
  /** Files that the host has written itself, from what a page has sent: they go when nobody needs them any more. */
  readonly isUpload: boolean;
};

export type GrantBookOptions = {
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Told of what nobody has handed in: it expired, or there was too much of it. */
  readonly onForgotten?: (granted: Granted) => void;
  /** So many are kept at once; the oldest are forgotten first. */
  readonly most?: number;
  readonly lifeMs?: number;
};

/** The same for every number: who is handed one id learns nothing about others. */
const ID_BYTES = 16;
const MOST_GRANTS = 20_000;
const LIFE_MS = 10 * 60_000;

type Entry = { readonly granted: Granted; readonly untilMs: number };

/**
 * Stands between a page and the paths of files: the host keeps what a person has handed over, the page gets an id that cannot
 * be guessed, that holds once and not for long.
 */
export class GrantBook {
  readonly #now: () => number;
  readonly #onForgotten: (granted: Granted) => void;
  readonly #most: number;
  readonly #lifeMs: number;
  /** By age: all live equally long. */
  readonly #entries = new Map<string, Entry>();

  constructor({ now, onForgotten = () => {}, most = MOST_GRANTS, lifeMs = LIFE_MS }: GrantBookOptions) {
    this.#now = now;
    this.#onForgotten = onForgotten;
    this.#most = most;
    this.#lifeMs = lifeMs;
  }

  /** How many are open now. */
  get size(): number {
    this.forgetExpired();
    return this.#entries.size;
  }

  issue(granted: Granted): string {
    const id = randomBytes(ID_BYTES).toString('base64url');
    this.#put(id, granted);
    return id;
  }

  /**
   * Takes grants in, all of them or none.
   *
   * @throws EarshotError `invalid-argument` for what is not known (any more), named twice, or meant for something else
   */
  take(ids: readonly string[], use: GrantUse): Granted[] {
    this.forgetExpired();
    const taken = ids.map((id) => this.#entries.get(id)?.granted);
    const isWhole = new Set(ids).size === ids.length;
    if (!isWhole || !taken.every((granted) => granted !== undefined)) throw unknownGrant();
    if (!taken.every((granted) => granted.use === 'any' || granted.use === use)) throw wrongUse();
    for (const id of ids) this.#entries.delete(id);
    return taken;
  }

  /** What was taken could not be used: it can be handed in once more, for as long as a new one. */
  giveBack(id: string, granted: Granted): void {
    this.#put(id, granted);
  }

  /** To be called now and then, where nobody asks for anything. */
  forgetExpired(): void {
    for (const [id, { untilMs }] of this.#entries) {
      if (untilMs > this.#now()) return;
      this.#forget(id);
    }
  }

  #put(id: string, granted: Granted): void {
    this.forgetExpired();
    this.#entries.set(id, { granted, untilMs: this.#now() + this.#lifeMs });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#most && oldest !== undefined) this.#forget(oldest);
  }

  #forget(id: string): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    if (entry !== undefined) this.#onForgotten(entry.granted);
  }
}

function unknownGrant(): EarshotError {
  return new EarshotError('invalid-argument', 'What was handed over is not at hand any more.', {
    hint: 'Drop or choose it once more.',
  });
}

function wrongUse(): EarshotError {
  return new EarshotError('invalid-argument', 'What was handed over was meant for something else.', {
    hint: 'Choose it once more, where it is asked for.',
  });
}
