import { EarshotError } from '../../../shared/errors.ts';
import { type RunnerEventOf, RunnerExitCode } from './runner-protocol.ts';

/** Windows' exception code for an illegal instruction. */
const STATUS_ILLEGAL_INSTRUCTION = 0xc000001d;

/** Why a runner is gone, from how its process ended. `log` is the end of what it wrote to stderr. */
export function explainExit(code: number | null, signal: NodeJS.Signals | null, log: string): EarshotError {
  const detail = `exit code ${code}, signal ${signal}\n${log}`;
  if (code === RunnerExitCode.memoryLimit) {
    return new EarshotError('out-of-memory', 'The engine needed more memory than it may use.', { detail });
  }
  if (signal === 'SIGILL' || code === STATUS_ILLEGAL_INSTRUCTION || code === RunnerExitCode.cpuUnsupported) {
    const message = 'The engine uses instructions that this processor does not have.';
    return new EarshotError('engine-illegal-instruction', message, { detail });
  }
  return new EarshotError('engine-crashed', 'The engine stopped unexpectedly.', { detail });
}

/** The runner's own error in the product's terms. What only a mistake of ours can cause becomes `engine-failed`. */
export function translateError(event: RunnerEventOf<'error'>): EarshotError {
  const detail = `${event.code}: ${event.message}`;
  switch (event.code) {
    case 'model-not-found':
      return new EarshotError('model-missing', 'The model file is not there.', { detail });
    case 'model-size':
    case 'model-hash':
    case 'model-format':
      return new EarshotError('model-damaged', 'The model file is damaged or is not a Whisper model.', {
        detail,
      });
    case 'model-load':
      return new EarshotError('model-load-failed', 'The model could not be loaded.', { detail });
    case 'device-unavailable':
      return new EarshotError('device-unavailable', 'The chosen device is not available to the engine.', {
        detail,
      });
    case 'memory-limit':
      return new EarshotError('out-of-memory', 'The engine needed more memory than it may use.', { detail });
    default:
      return new EarshotError('engine-failed', 'The engine could not process a part of the recording.', {
        detail,
      });
  }
}
