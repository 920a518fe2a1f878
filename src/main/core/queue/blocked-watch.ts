import { orAborted } from '../process/or-aborted.ts';
import type { JobRecord, SourceFingerprint } from '../storage/store.ts';
import { hashSource, isSameSource, lookAtSource } from './source-fingerprint.ts';

/** What can be asked about the world outside, to learn whether the cause of a block is gone. */
export type BlockCauses = {
  readonly hasSpace: () => boolean;
  /** Whether the model can be loaded now, with everything that is loaded beside it. */
  readonly hasModel: (modelId: string) => Promise<boolean>;
};

/** A drive that hangs is as good as away, and must not hide the others. */
const LOOK_LIMIT_MS = 10_000;

/**
 * @param signal ends the look, with "no" for an answer
 * @returns whether a blocked job can go on by itself: the drive is back, there is space, the model is there
 */
export async function isCauseGone(
  record: JobRecord,
  causes: BlockCauses,
  signal: AbortSignal,
): Promise<boolean> {
  const { managedCopy, source } = record;
  const found = (path: string) => lookOrNull(path, signal);
  switch (record.blockReason) {
    case 'disk-full':
      return causes.hasSpace();
    case 'model-missing':
      return await yesOrEnded(causes.hasModel(record.options.model), signal);
    case 'source-missing':
      // Either will do: the copy is made from the recording where it is missing.
      return (
        (await found(source.path)) !== null || (managedCopy !== null && (await found(managedCopy)) !== null)
      );
    case 'source-changed':
      return await isBackAsItWas(source, signal);
    // What nobody but a person can decide.
    case 'crash-loop':
    case 'out-of-memory':
    default:
      return false;
  }
}

/** A model that is being read to the end must not keep the queue from closing. */
async function yesOrEnded(answer: Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  try {
    return await orAborted(answer, signal);
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  }
}

/** One that was copied back has another date: where the size is right, its content decides. */
async function isBackAsItWas(source: SourceFingerprint, signal: AbortSignal): Promise<boolean> {
  const now = await lookOrNull(source.path, signal);
  if (now?.sizeBytes !== source.sizeBytes) return false;
  if (now.modifiedAtMs === source.modifiedAtMs) return true;
  const read = await lookOrNull(source.path, signal, hashSource);
  return read !== null && isSameSource(source, read);
}

/** @returns null when it is away or cannot be read, which is what was asked */
async function lookOrNull(
  path: string,
  signal: AbortSignal,
  look: (path: string) => Promise<SourceFingerprint> = lookAtSource,
): Promise<SourceFingerprint | null> {
  try {
    return await orAborted(look(path), AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT_MS)]));
  } catch {
    return null;
  }
}
