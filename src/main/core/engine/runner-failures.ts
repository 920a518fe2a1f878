import { EarshotError } from '../../../shared/errors.ts';
import type { RunnerEventOf } from './runner-events.ts';
import { RunnerExitCode } from './runner-protocol.ts';

/** Windows' exception code for an illegal instruction. */
const STATUS_ILLEGAL_INSTRUCTION = 0xc000001d;

/** How a program ends on `abort()` where no signal tells it: 128 + SIGABRT, the C runtime's 3, and its fast fail. */
const ABORT_CODES: ReadonlySet<number | null> = new Set([134, 3, 0xc0000409]);

/** What ggml, whisper.cpp and the C++ library say before they give up for want of memory. */
const NO_MEMORY =
  /failed to allocate|out of memory|not enough memory|bad_alloc|cannot allocate memory|alloc\w* .*failed/i;

/** So much is left over on a computer that has run out of memory; less says that there was none. */
const RESERVE_BYTES = 256 * 1024 ** 2;

/** How the process of a runner ended. */
export type RunnerDeath = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr. */
  readonly log: string;
  /** Whether this program has ended it. */
  readonly isOurDoing: boolean;
  /** What the runner was known to hold at last. */
  readonly heldBytes: number;
  /** Once the runner's own memory was free again. */
  readonly availableBytes: number;
  /** Whether the kernel has ended a program for memory during the runner's life; null where nobody counts. */
  readonly sawOomKill: boolean | null;
};

/** Why a runner is gone, from how its process ended. */
export function explainExit(death: RunnerDeath): EarshotError {
  const { code, signal, log } = death;
  const detail = `exit code ${code}, signal ${signal}\n${log}`;
  if (code === RunnerExitCode.memoryLimit) {
    return new EarshotError('out-of-memory', 'The engine needed more memory than it may use.', { detail });
  }
  if (signal === 'SIGILL' || code === STATUS_ILLEGAL_INSTRUCTION || code === RunnerExitCode.cpuUnsupported) {
    const message = 'The engine uses instructions that this processor does not have.';
    return new EarshotError('engine-illegal-instruction', message, { detail });
  }
  if (gotNoMemory(death)) {
    return new EarshotError('out-of-memory', 'The engine got no memory.', { detail });
  }
  if (wasEndedForMemory(death)) {
    const message = 'The computer ran out of memory, and the system ended the engine.';
    return new EarshotError('out-of-memory', message, { detail });
  }
  return new EarshotError('engine-crashed', 'The engine stopped unexpectedly.', { detail });
}

/** An engine that is refused memory gives up, and says so. */
function gotNoMemory({ code, signal, log }: RunnerDeath): boolean {
  return (signal === 'SIGABRT' || ABORT_CODES.has(code)) && NO_MEMORY.test(log);
}

/**
 * The system ends whom it wants without a word, as everybody else does who uses SIGKILL. It has done so if it says so, or
 * if what is available now is hardly more than what the engine has just left.
 */
function wasEndedForMemory(death: RunnerDeath): boolean {
  if (death.signal !== 'SIGKILL' || death.isOurDoing) return false;
  return death.sawOomKill === true || death.availableBytes < death.heldBytes + RESERVE_BYTES;
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
