import type { BlockReason } from '../../../shared/contract/job.ts';
import type { QueueSettings } from '../../../shared/contract/methods.ts';
import type { Failure } from '../../../shared/errors.ts';

/** What becomes of a job whose run has failed. */
export type Verdict =
  /** `downgrades`: the rung of the ladder of smaller work to go on with; absent where the work stays the same. */
  | { readonly kind: 'retry'; readonly delayMs: number; readonly downgrades?: number }
  | { readonly kind: 'block'; readonly reason: BlockReason }
  | { readonly kind: 'fail' };

export type FailedJob = {
  /** Retries so far: 0 when the first try has failed. */
  readonly attempt: number;
  /** Chunks whose text is stored, by this run or an earlier one. */
  readonly chunksDone: number;
  /** Where the ladder of smaller work goes on, see `nextSmaller`; null where nothing smaller is left. */
  readonly nextRung: number | null;
};

export type RetrySettings = Pick<QueueSettings, 'maxAttempts' | 'onOutOfMemory'>;

const FAIL: Verdict = { kind: 'fail' };

const FIRST_BACKOFF_MS = 30_000;
const LONGEST_BACKOFF_MS = 300_000;
/** What the failed engine held is given back by the system a moment after its end. */
const AFTER_OUT_OF_MEMORY_MS = 2_000;

/**
 * Decides what to do about a failure of a whole run. What an engine does wrong with one chunk never comes here: the
 * chunk is tried again and becomes a gap in the end. A failure that may pass is tried again `maxAttempts` times, one
 * that waits for something outside blocks the job, any other is final.
 */
// oxlint-disable-next-line consistent-return -- without a return at the end a new error code does not compile
export function decideAfterFailure(failure: Failure, job: FailedJob, settings: RetrySettings): Verdict {
  switch (failure.code) {
    case 'out-of-memory':
      return afterOutOfMemory(job, settings);

    // The engine does not start: once more at once, which may be with another build of it; then the system gets time.
    case 'engine-crashed':
    case 'engine-illegal-instruction':
    case 'engine-hung':
    case 'engine-failed':
    case 'engine-protocol':
      return job.attempt === 0 ? { kind: 'retry', delayMs: 0 } : backOff(job.attempt - 1, job, settings);

    // An update replaces files, a folder on the network is away, somebody else stopped the run.
    case 'ffmpeg-missing':
    case 'runner-missing':
    case 'output-not-writable':
    case 'cancelled':
      return backOff(job.attempt, job, settings);

    case 'over-budget':
      return job.attempt === 0 ? { kind: 'retry', delayMs: 0 } : FAIL;

    case 'model-missing':
    case 'model-damaged':
      return { kind: 'block', reason: 'model-missing' };
    case 'file-not-found':
    case 'file-unreadable':
      return { kind: 'block', reason: 'source-missing' };
    case 'source-changed':
      return { kind: 'block', reason: 'source-changed' };
    case 'disk-full':
    case 'database-unwritable':
      return { kind: 'block', reason: 'disk-full' };
    case 'crash-loop':
      return { kind: 'block', reason: 'crash-loop' };

    // The system may have ended ffmpeg for want of memory: once more at once. After that only text that is stored proves
    // that the recording can be decoded, and then the drive stopped answering.
    case 'decode-failed':
      if (job.attempt === 0) return { kind: 'retry', delayMs: 0 };
      return job.chunksDone > 0 ? backOff(job.attempt - 1, job, settings) : FAIL;

    // The recording or the request is at fault, and stays so.
    case 'invalid-argument':
    case 'url-not-supported':
    case 'not-a-file':
    case 'file-empty':
    case 'no-media-in-folder':
    case 'not-media':
    case 'no-audio-track':
    case 'track-not-found':
    case 'audio-empty':
    case 'device-unavailable':
    // The file is whole and the engine refuses it: to wait for it as for a missing one would never end.
    case 'model-load-failed':
      return FAIL;

    // Faults of Earshot, of its database or of a line to it: no run of a job can mend them.
    case 'job-not-found':
    case 'state-refused':
    case 'queue-unreachable':
    case 'contract-mismatch':
    case 'not-authorised':
    case 'database-damaged':
    case 'database-too-new':
    case 'internal':
      return FAIL;
  }
}

function afterOutOfMemory({ nextRung }: FailedJob, { onOutOfMemory }: RetrySettings): Verdict {
  if (onOutOfMemory === 'fail') return FAIL;
  if (onOutOfMemory === 'ask' || nextRung === null) return { kind: 'block', reason: 'out-of-memory' };
  return { kind: 'retry', delayMs: AFTER_OUT_OF_MEMORY_MS, downgrades: nextRung };
}

function backOff(doublings: number, { attempt }: FailedJob, { maxAttempts }: RetrySettings): Verdict {
  if (attempt >= maxAttempts) return FAIL;
  return { kind: 'retry', delayMs: Math.min(FIRST_BACKOFF_MS * 2 ** doublings, LONGEST_BACKOFF_MS) };
}
