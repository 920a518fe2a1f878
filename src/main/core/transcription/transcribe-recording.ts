import { type EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { ChunkJournal } from './chunk-journal.ts';
import type { PipelineEvent } from './pipeline-events.ts';
import type { RecordingRequest } from './recording-request.ts';
import { RecordingRun } from './recording-run.ts';
import type { RecordingSummary, RecordingTimings } from './recording-summary.ts';
import type { TranscriptionPorts } from './transcription-ports.ts';

/** How a run ended. */
export type RecordingOutcome =
  | {
      readonly kind: 'completed';
      readonly summary: RecordingSummary;
      readonly timings: RecordingTimings;
    }
  /** Stopped or failed on the way. What was finished is in the journal, and another run goes on from there. */
  | { readonly kind: 'stopped'; readonly error: EarshotError };

/**
 * Turns one recording into text, from where its journal is: probe → decode → find speech → plan → transcribe → assemble →
 * write down. All steps run at once on what the step before has ready. It never throws: whatever happens ends in
 * exactly one outcome.
 *
 * @param journal takes the text, chunk by chunk; the run stops when it refuses
 * @param workingFolder an existing folder for the decoded sound; the caller removes it
 */
export async function transcribeRecording(
  request: RecordingRequest,
  ports: TranscriptionPorts,
  journal: ChunkJournal,
  workingFolder: string,
  signal: AbortSignal,
  onEvent: (event: PipelineEvent) => void,
): Promise<RecordingOutcome> {
  // One failure must stop the other steps: they share this signal.
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const run = new RecordingRun(request, ports, journal, onEvent, stop);
  try {
    return { kind: 'completed', ...(await run.complete(workingFolder)) };
  } catch (thrown) {
    const error = toEarshotError(signal.aborted ? signal.reason : thrown);
    stop.abort(error);
    await run.settle();
    return { kind: 'stopped', error };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
