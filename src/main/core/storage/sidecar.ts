import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { exportStatusSchema, jobUidSchema } from '../../../shared/contract/job.ts';
import { errnoOf } from '../../../shared/errors.ts';
import { exportRuleSchema, jobOptionsSchema } from '../../../shared/job-options.ts';
import { type Transcript, transcriptSchema } from '../../../shared/transcript.ts';
import { toStorageError } from './database-errors.ts';
import { removeWholly, writeFileDurably } from './durable-files.ts';
import { jsonOrUndefined } from './json-column.ts';
import type { JobRecord } from './store.ts';

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

/**
 * @param job with what is said of its shown revision, see `SELECT_SHOWN_JOB`
 * @param transcript of that revision
 */
export function sidecarOf(job: JobRecord, transcript: Transcript): Sidecar {
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
export function writeSidecar(folder: string, sidecar: Sidecar): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileDurably(pathOf(folder, sidecar.job.uid), JSON.stringify(sidecar));
  } catch (thrown) {
    throw toStorageError(thrown);
  }
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
