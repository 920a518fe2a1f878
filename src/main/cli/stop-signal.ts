import { EarshotError } from '../../shared/errors.ts';
import { EXIT } from './exit-codes.ts';

const CODES = [
  ['SIGINT', EXIT.interrupted],
  ['SIGHUP', EXIT.terminated],
  ['SIGTERM', EXIT.terminated],
] as const;

/** The terminal, npm, `timeout` and the launcher may all pass on one and the same request. */
const SAME_REQUEST_MS = 100;

export type StopSignal = {
  readonly signal: AbortSignal;
  /** The exit code that fits what stopped the program, or null while nothing did. */
  readonly exitCode: () => number | null;
};

/**
 * Turns Ctrl-C and the system's wish to end into an abort. A second Ctrl-C ends the program at once: the engine ends when
 * its input closes, ffmpeg when nobody reads its output.
 *
 * @param onStop called at the first signal
 * @param onStopNow called before the program ends at the second Ctrl-C, to remove what must not stay
 * @param now milliseconds of a steady clock
 */
export function listenForStop(onStop: () => void, onStopNow: () => void, now: () => number): StopSignal {
  const controller = new AbortController();
  let stopped: { readonly exitCode: number; readonly atMs: number } | null = null;
  for (const [name, code] of CODES) {
    process.on(name, () => {
      if (stopped === null) {
        stopped = { exitCode: code, atMs: now() };
        onStop();
        const hint = 'Run the same command again to go on; `earshot jobs list` shows what waits.';
        controller.abort(new EarshotError('cancelled', 'Stopped before the end.', { hint }));
      } else if (name === 'SIGINT' && now() - stopped.atMs >= SAME_REQUEST_MS) {
        onStopNow();
        process.exit(code);
      }
    });
  }
  return { signal: controller.signal, exitCode: () => stopped?.exitCode ?? null };
}
