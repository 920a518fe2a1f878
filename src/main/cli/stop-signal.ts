import { EarshotError } from '../../shared/errors.ts';
import { EXIT } from './exit-codes.ts';

const CODES = [
  ['SIGINT', EXIT.interrupted],
  ['SIGHUP', EXIT.terminated],
  ['SIGTERM', EXIT.terminated],
] as const;

export type StopSignal = {
  readonly signal: AbortSignal;
  /** The exit code that fits what stopped the program, or null while nothing did. */
  readonly exitCode: () => number | null;
};

/**
 * Turns Ctrl-C and the system's wish to end into an abort. A second one ends the program at once; its children die with
 * it, because the engine ends when its input closes and ffmpeg when its output does.
 *
 * @param onStop called at the first signal
 * @param onStopNow called before the program ends at the second one, to remove what must not stay
 */
export function listenForStop(onStop: () => void, onStopNow: () => void): StopSignal {
  const controller = new AbortController();
  let exitCode: number | null = null;
  for (const [name, code] of CODES) {
    process.on(name, () => {
      if (exitCode !== null) {
        onStopNow();
        process.exit(code);
      }
      exitCode = code;
      onStop();
      controller.abort(new EarshotError('cancelled', 'Stopped before the end.'));
    });
  }
  return { signal: controller.signal, exitCode: () => exitCode };
}
