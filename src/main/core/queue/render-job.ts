import type { MethodOutput } from '../../../shared/contract/methods.ts';
import type { ExportFormat } from '../../../shared/job-options.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import { exportFileName } from '../export/export-file-name.ts';
import { exportBaseName } from '../export/export-transcript.ts';
import { fileExtension, mediaTypeOf, renderTranscript } from '../export/formats.ts';
import type { JobRecord } from '../storage/store.ts';

/** A text as a file of one format would hold it, under the name that the job's own rule gives it. */
export function renderJob(
  { source, exports, finishedAtMs, updatedAtMs }: JobRecord,
  transcript: Transcript,
  format: ExportFormat,
): MethodOutput<'transcript.render'> {
  const baseName = exportBaseName({
    rule: exports,
    source,
    transcript,
    transcribedAt: new Date(finishedAtMs ?? updatedAtMs),
  });
  const extension = fileExtension(format);
  return {
    fileName: exportFileName({ baseName, number: 1, partial: !transcript.complete, extension }),
    mediaType: mediaTypeOf(format),
    text: renderTranscript(transcript, format),
  };
}
