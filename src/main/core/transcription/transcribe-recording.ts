import { type EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import type { PipelineEvent } from './pipeline-events.ts';
import type { RecordingRequest } from './recording-request.ts';
import { RecordingRun, type RecordingTimings, type TranscriptionPorts } from './recording-run.ts';

export type RecordingOutcome =
  | { readonly kind: 'completed'; readonly transcript: Transcript; readonly timings: RecordingTimings }
  /** Stopped or failed on the way; what was finished is kept, null when nothing was. */
  | { readonly kind: 'stopped'; readonly error: EarshotError; readonly transcript: Transcript | null };

/**
 * Turns one recording into a transcript: probe → decode → find speech → plan → transcribe → assemble. All steps run at
 * once on what the step before has ready. It never throws: whatever happens ends in exactly one outcome.
 *
 * @param workingFolder an existing folder for the decoded sound; the caller removes it
 */
export async function transcribeRecording(
  request: RecordingRequest,
  ports: TranscriptionPorts,
  workingFolder: string,
  signal: AbortSignal,
  onEvent: (event: PipelineEvent) => void,
): Promise<RecordingOutcome> {
  // One failure must stop the other steps: they share this signal.
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const run = new RecordingRun(request, ports, onEvent, stop);
  try {
    return { kind: 'completed', ...(await run.complete(workingFolder)) };
  } catch (thrown) {
    const error = toEarshotError(signal.aborted ? signal.reason : thrown);
    stop.abort(error);
    await run.settle();
    return { kind: 'stopped', error, transcript: run.finishEarly() };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
