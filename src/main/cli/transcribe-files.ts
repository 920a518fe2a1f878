import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, extname, basename as fileBaseName, join, relative, resolve } from 'node:path';
import { type EarshotError, toEarshotError } from '../../shared/errors.ts';
import type { Transcript } from '../../shared/transcript.ts';
import { writeExport } from '../core/export/write-export.ts';
import type { TranscriptionPorts } from '../core/transcription/recording-run.ts';
import { transcribeRecording } from '../core/transcription/transcribe-recording.ts';
import type { TranscribeCliOptions } from './transcribe-options.ts';
import type { BatchSummary, RecordingResult, View } from './view.ts';

export type FileJob = {
  readonly file: string;
  /** The folder that was given and searched, if the file was found in one: files written elsewhere keep its shape. */
  readonly foundIn: string | null;
};

/** Works through recordings one after the other; one that fails does not stop the others. */
export async function transcribeFiles(
  jobs: readonly FileJob[],
  options: TranscribeCliOptions,
  ports: TranscriptionPorts,
  workingRoot: string,
  view: View,
  signal: AbortSignal,
): Promise<BatchSummary> {
  const startedAtMs = ports.now();
  let completed = 0;
  let failed = 0;
  let mediaMs = 0;
  const namesInUse = new Set<string>();
  for (const [index, job] of jobs.entries()) {
    if (signal.aborted) break;
    view.begin(job.file, { index, count: jobs.length });
    const { result, written } = await transcribeFile(
      job,
      namesInUse,
      options,
      ports,
      workingRoot,
      view,
      signal,
    );
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

async function transcribeFile(
  job: FileJob,
  namesInUse: Set<string>,
  options: TranscribeCliOptions,
  ports: TranscriptionPorts,
  workingRoot: string,
  view: View,
  signal: AbortSignal,
): Promise<{ result: RecordingResult; written: string[] }> {
  const workingFolder = await mkdtemp(join(workingRoot, 'recording-'));
  try {
    const outcome = await transcribeRecording(
      { ...options, file: job.file },
      ports,
      workingFolder,
      signal,
      (event) => view.event(job.file, event),
    );
    if (outcome.transcript === null) return { result: outcome, written: [] };
    const { written, error } = await writeExports(job, namesInUse, outcome.transcript, options);
    if (error === null) return { result: outcome, written };
    return { result: { kind: 'export-failed', transcript: outcome.transcript, error }, written };
  } finally {
    await rm(workingFolder, { recursive: true, force: true });
  }
}

async function writeExports(
  job: FileJob,
  namesInUse: Set<string>,
  transcript: Transcript,
  options: TranscribeCliOptions,
): Promise<{ written: string[]; error: EarshotError | null }> {
  const written: string[] = [];
  const directory = outputFolder(job, options.outputDir);
  const baseName = fileBaseName(job.file, extname(job.file));
  // `talk.mp3` and `talk.wav` both become `talk.txt`: the second must not replace what this very run has written.
  const isInUse = namesInUse.has(join(directory, baseName));
  namesInUse.add(join(directory, baseName));
  const request = {
    transcript,
    directory,
    baseName,
    overwrite: options.overwrite && !isInUse,
    partial: !transcript.complete,
  };
  try {
    for (const format of options.formats) written.push((await writeExport({ ...request, format })).path);
    return { written, error: null };
  } catch (error) {
    return { written, error: toEarshotError(error) };
  }
}

function outputFolder(job: FileJob, outputDir: string | null): string {
  if (outputDir === null) return dirname(job.file);
  const inside = job.foundIn === null ? '' : relative(job.foundIn, dirname(job.file));
  return resolve(outputDir, inside);
}

/** Makes the folder for decoded sound; it goes with the program. */
export async function makeWorkingRoot(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  return await mkdtemp(join(parent, 'earshot-'));
}
