import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { exportStatusSchema, jobUidSchema } from '../../../shared/contract/job.ts';
import { errnoOf } from '../../../shared/errors.ts';
import { exportRuleSchema, jobOptionsSchema } from '../../../shared/job-options.ts';
import { transcriptSchema } from '../../../shared/transcript.ts';
import { toStorageError } from './database-errors.ts';
import { removeWholly, writeFileDurably } from './durable-files.ts';
import { jsonOrUndefined } from './json-column.ts';
import type { JobRecord } from './store.ts';
import type { TranscriptRows } from './transcript-reader.ts';

/** A finished job as one file of its own: enough to bring it back when the database and all its copies are lost. */
export const sidecarSchema = z.strictObject({
  schema: z.literal('earshot.sidecar/1'),
  job: z.strictObject({
    uid: jobUidSchema,
    batchUid: jobUidSchema.nullable(),
    source: z.strictObject({
      path: z.string(),
      sizeBytes: z.number(),
      modifiedAtMs: z.number(),
      partialHash: z.string().nullable(),
    }),
    recordedAt: z.string().nullable(),
    foundIn: z.string().nullable(),
    managedCopy: z.string().nullable(),
    options: jobOptionsSchema,
    exports: exportRuleSchema,
    exportStatus: exportStatusSchema,
    revision: z.int().positive(),
    notices: z.array(z.string()),
    workMs: z.int().nonnegative(),
    createdAtMs: z.int(),
    startedAtMs: z.int().nullable(),
    finishedAtMs: z.int().nullable(),
  }),
  transcript: transcriptSchema,
});

export type Sidecar = z.infer<typeof sidecarSchema>;

/** A sidecar that is to be written: its segments may be read meanwhile. */
type SidecarOf<Text extends TranscriptRows = TranscriptRows> = Pick<Sidecar, 'schema' | 'job'> & {
  readonly transcript: Text;
};

/**
 * @param job with what is said of its shown revision, see `SELECT_SHOWN_JOB`
 * @param transcript of that revision
 */
export function sidecarOf<Text extends TranscriptRows>(job: JobRecord, transcript: Text): SidecarOf<Text> {
  const { uid, batchUid, source, foundIn, managedCopy, options, exports, exportStatus, workMs } = job;
  const { createdAtMs, startedAtMs, finishedAtMs } = job;
  return {
    schema: 'earshot.sidecar/1',
    job: {
      uid,
      batchUid,
      source,
      recordedAt: job.facts.recordedAt,
      foundIn,
      managedCopy,
      options,
      exports,
      exportStatus,
      revision: job.shownRevision,
      notices: [...job.notices],
      workMs,
      createdAtMs,
      startedAtMs,
      finishedAtMs,
    },
    transcript,
  };
}

/**
 * Writes or replaces the file of a job.
 *
 * @param folder the `transcripts` folder of the data folder
 * @throws EarshotError `disk-full`, `database-unwritable`; the file before is as it was
 */
export function writeSidecar(folder: string, sidecar: SidecarOf): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileDurably(pathOf(folder, sidecar.job.uid), textOf(sidecar));
  } catch (thrown) {
    throw toStorageError(thrown);
  }
}

/** As JSON, segment by segment: three hours of speech in one piece took 30 MB while they were made. */
function* textOf({ transcript: { segments, ...transcript }, ...rest }: SidecarOf): Generator<string> {
  const frame = JSON.stringify({ ...rest, transcript });
  yield `${frame.slice(0, -'}}'.length)},"segments":[`;
  let separator = '';
  for (const segment of segments) {
    yield separator + JSON.stringify(segment);
    separator = ',';
  }
  yield ']}}';
}

/** @returns false when the file is there and cannot be removed now */
export function removeSidecar(folder: string, uid: string): boolean {
  try {
    removeWholly(pathOf(folder, uid));
    return true;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return false;
  }
}

function pathOf(folder: string, uid: string): string {
  return join(folder, `${uid}.json`);
}

/** Reads all files one by one; `sidecar` is null for one that is damaged. */
export function* readSidecars(folder: string): Generator<{ name: string; sidecar: Sidecar | null }> {
  for (const name of jsonFilesIn(folder)) yield { name, sidecar: readSidecar(join(folder, name)) };
}

/** Whether finished jobs have left files of their own. */
export function hasSidecars(folder: string): boolean {
  return jsonFilesIn(folder).length > 0;
}

function jsonFilesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted();
}

/** @returns null when it is no sidecar, only a part of one, or nothing that can be read */
function readSidecar(path: string): Sidecar | null {
  try {
    return sidecarSchema.safeParse(jsonOrUndefined(readFileSync(path, 'utf8'))).data ?? null;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return null;
  }
}
