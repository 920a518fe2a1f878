import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFailure } from '../../shared/errors.ts';
import type { TranscriptionPorts } from '../core/transcription/recording-run.ts';
import { type RecordingOutcome, transcribeRecording } from '../core/transcription/transcribe-recording.ts';
import type { TranscribeCliOptions } from './transcribe-options.ts';
import type { BatchSummary, RecordingResult, View } from './view.ts';
import { type FileJob, TranscriptFiles } from './write-transcript-files.ts';

export type Batch = {
  readonly jobs: readonly FileJob[];
  readonly options: TranscribeCliOptions;
  readonly ports: TranscriptionPorts;
  /** An existing folder for decoded sound; each recording gets one inside, which goes with it. */
  readonly workingRoot: string;
  readonly view: View;
  readonly signal: AbortSignal;
};

/** Works through recordings one after the other; one that fails does not stop the others. */
export async function transcribeFiles(batch: Batch): Promise<BatchSummary> {
  const { jobs, ports, view, signal, options } = batch;
  const startedAtMs = ports.now();
  const files = new TranscriptFiles(options, jobs);
  let completed = 0;
  let failed = 0;
  let mediaMs = 0;
  for (const [index, job] of jobs.entries()) {
    if (signal.aborted) break;
    view.begin(job.file, { index, count: jobs.length });
    const outcome = await transcribeFile(job, batch);
    const { result, written } = await keep(job, outcome, files, view);
    view.end(job.file, result, written);
    mediaMs += result.transcript?.source.durationMs ?? 0;
    if (result.kind === 'completed') completed += 1;
    else if (!signal.aborted) failed += 1;
  }
  return {
    completed,
    failed,
    stopped: jobs.length - completed - failed,
    mediaMs,
    wallMs: ports.now() - startedAtMs,
  };
}

async function transcribeFile(job: FileJob, batch: Batch): Promise<RecordingOutcome> {
  const { options, ports, view, signal } = batch;
  let workingFolder: string;
  try {
    workingFolder = await mkdtemp(join(batch.workingRoot, 'recording-'));
  } catch (error) {
    return { kind: 'stopped', error: workingFolderFailure(error), transcript: null };
  }
  const request = { ...options, file: job.file };
  const tell = view.event.bind(view, job.file);
  const outcome = await transcribeRecording(request, ports, workingFolder, signal, tell);
  // What cannot be removed now goes with the whole working root; the text must not suffer for it.
  await rm(workingFolder, { recursive: true, force: true }).catch(() => {});
  return outcome;
}

/** Writes what there is of the text. A recording that failed keeps its own reason, even if its files failed too. */
async function keep(
  job: FileJob,
  outcome: RecordingOutcome,
  files: TranscriptFiles,
  view: View,
): Promise<{ result: RecordingResult; written: string[] }> {
  if (outcome.transcript === null) return { result: outcome, written: [] };
  const { written, error } = await files.write(job, outcome.transcript);
  if (error === null) return { result: outcome, written };
  if (outcome.kind === 'completed') {
    return { result: { kind: 'export-failed', transcript: outcome.transcript, error }, written };
  }
  view.problem(job.file, error);
  return { result: outcome, written };
}

/**
 * Makes the folder for decoded sound; it goes with the program.
 *
 * @throws EarshotError `disk-full`, `output-not-writable`
 */
export async function makeWorkingRoot(parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, 'earshot-'));
  } catch (error) {
    throw workingFolderFailure(error);
  }
}

function workingFolderFailure(error: unknown): ReturnType<typeof writeFailure> {
  return writeFailure(
    error,
    {
      full: 'The disk with the temporary files is full.',
      other: 'The folder for temporary files cannot be written to.',
    },
    'Free some space there, or set TMPDIR to a folder on another disk.',
  );
}
