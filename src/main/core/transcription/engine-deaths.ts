import { EarshotError, type ErrorCode } from '../../../shared/errors.ts';
import type { Turn } from './engine-turns.ts';

/**
 * What the sound in hand may have done to the engine. Everything else (no memory, no model, no device) would be the same
 * with any other sound.
 */
const DEATHS: ReadonlySet<ErrorCode> = new Set([
  'engine-crashed',
  'engine-hung',
  'engine-protocol',
  'engine-failed',
  'over-budget',
]);

/** After so many deaths a piece of work is not tried again as it is. */
export const MAX_DEATHS = 3;
/** A hang costs its whole time limit before it is noticed, and seldom goes away by itself. */
const MAX_DEATHS_BY_HANGING = 2;

const FIRST_WAIT_MS = 1_000;

/** What came of a piece of work: its result, or the death of an engine. */
export type Tried<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'died'; readonly error: EarshotError };

/** What happens between two tries. */
export type Revival = {
  /** Engines that died over this work before; it then runs alone from the start. */
  readonly deaths: number;
  /** Called at every death, before anything else happens. */
  readonly onDeath: (error: EarshotError) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  /** Resolves when an engine runs. One that does not even start is not the fault of the sound: that ends all tries. */
  readonly start: () => Promise<unknown>;
};

/** One try. @throws what is not the death of an engine */
export async function tryOnce<T>(work: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { kind: 'done', value: await work() };
  } catch (error) {
    if (error instanceof EarshotError && DEATHS.has(error.code)) return { kind: 'died', error };
    throw error;
  }
}

/** Tries again after each death until it succeeds or there were too many. This is the only place that tries again. */
export async function tryRepeatedly<T>(
  work: (turn: Turn) => Promise<T>,
  revival: Revival,
): Promise<Tried<T>> {
  for (let { deaths } = revival; ; ) {
    const turn = deaths === 0 ? 'together' : 'alone';
    const tried = await tryOnce(() => work(turn));
    if (tried.kind === 'done') return tried;
    deaths += 1;
    await revival.onDeath(tried.error);
    if (deaths >= limitFor(tried.error)) return tried;
    await revive(revival, deaths);
  }
}

/** Waits longer after each death, then for a new engine. */
export async function revive(revival: Revival, deaths: number): Promise<void> {
  await revival.wait(FIRST_WAIT_MS * 2 ** (deaths - 1));
  await revival.start();
}

function limitFor(error: EarshotError): number {
  return error.code === 'engine-hung' ? MAX_DEATHS_BY_HANGING : MAX_DEATHS;
}
