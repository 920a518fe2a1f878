import { z } from 'zod';
import { type BlockReason, exportStatusSchema } from '../../../shared/contract/job.ts';
import { failureSchema } from '../../../shared/errors.ts';
import { exportRuleSchema, jobOptionsSchema } from '../../../shared/job-options.ts';
import type { JobState } from '../../../shared/job-state.ts';
import { fromJson, fromJsonOrNull } from './json-column.ts';
import type { EngineRecord, JobRecord } from './store.ts';

export const engineRecordSchema = z.strictObject({
  name: z.string(),
  variant: z.string(),
  backend: z.string(),
  model: z.string(),
  modelSha256: z.string(),
}) satisfies z.ZodType<EngineRecord>;

const sentencesSchema = z.array(z.string());

/** Columns whose values can be passed on as they are; the tables hold them to these types. */
type PlainColumns = Pick<
  JobRecord,
  | 'id'
  | 'uid'
  | 'batchUid'
  | 'foundIn'
  | 'managedCopy'
  | 'priority'
  | 'rank'
  | 'epoch'
  | 'attempt'
  | 'downgrades'
  | 'crashes'
  | 'notBeforeMs'
  | 'revision'
  | 'shownRevision'
  | 'language'
  | 'chunksPlanned'
  | 'chunksDone'
  | 'chunksGap'
  | 'doneMs'
  | 'workMs'
  | 'createdAtMs'
  | 'startedAtMs'
  | 'finishedAtMs'
  | 'updatedAtMs'
>;

export type JobRow = PlainColumns & {
  readonly state: JobState;
  readonly blockReason: BlockReason | null;
  readonly failure: string | null;
  readonly exports: string;
  readonly exportStatus: string;
  readonly options: string;
  readonly engine: string | null;
  readonly notices: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  readonly partialHash: string | null;
  readonly durationMs: number | null;
  readonly recordedAt: string | null;
};

const COLUMNS = `
  SELECT jobs.id, jobs.uid, jobs.batch_uid AS batchUid, jobs.exports, jobs.export_status AS exportStatus, jobs.state,
    jobs.block_reason AS blockReason, jobs.failure, jobs.priority, jobs.rank, jobs.epoch, jobs.attempt, jobs.downgrades,
    jobs.crashes, jobs.not_before_ms AS notBeforeMs, jobs.revision, jobs.shown_revision AS shownRevision,
    jobs.created_at_ms AS createdAtMs, jobs.started_at_ms AS startedAtMs, jobs.finished_at_ms AS finishedAtMs,
    jobs.updated_at_ms AS updatedAtMs,
    sources.path, sources.size_bytes AS sizeBytes, sources.modified_at_ms AS modifiedAtMs,
    sources.partial_hash AS partialHash, sources.found_in AS foundIn, sources.managed_copy AS managedCopy,
    sources.duration_ms AS durationMs, sources.recorded_at AS recordedAt,
    revisions.options, revisions.engine, revisions.language, revisions.notices, revisions.work_ms AS workMs,
    revisions.chunks_planned AS chunksPlanned, revisions.chunks_done AS chunksDone, revisions.chunks_gap AS chunksGap,
    revisions.done_ms AS doneMs
  FROM jobs
  JOIN sources ON sources.job_id = jobs.id`;

/** All of a {@link JobRow}: the job with its recording and its working revision. A WHERE may follow. */
export const SELECT_JOB = `${COLUMNS}
  JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = jobs.revision`;

/** As {@link SELECT_JOB}, with the revision whose text is shown. */
export const SELECT_SHOWN_JOB = `${COLUMNS}
  JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = jobs.shown_revision`;

/** @throws EarshotError `database-damaged` when a column does not hold what was once written */
export function toJobRecord(row: JobRow): JobRecord {
  const { path, sizeBytes, modifiedAtMs, partialHash, durationMs, recordedAt, ...rest } = row;
  const where = `job ${row.uid}`;
  return {
    ...rest,
    source: { path, sizeBytes, modifiedAtMs, partialHash },
    facts: { durationMs, recordedAt },
    // Rows are never renumbered: the order of ids is the order of arrival.
    arrival: row.id,
    options: fromJson(jobOptionsSchema, row.options, where),
    exports: fromJson(exportRuleSchema, row.exports, where),
    exportStatus: fromJson(exportStatusSchema, row.exportStatus, where),
    failure: fromJsonOrNull(failureSchema, row.failure, where),
    engine: fromJsonOrNull(engineRecordSchema, row.engine, where),
    notices: fromJson(sentencesSchema, row.notices, where),
  };
}
