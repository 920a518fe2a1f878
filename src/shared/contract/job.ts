import { z } from 'zod';
import { failureSchema } from '../errors.ts';
import { exportRuleSchema, jobOptionsSchema } from '../job-options.ts';

/** Wall time: milliseconds since 1970, for display only. Nothing is ordered or timed by it. */
const wallClockMs = z.int();
const mediaMs = z.int().nonnegative();

export const jobUidSchema = z.string().regex(/^[0-9a-z]{20}$/);

/** The steps of a recording's way, in the order in which they begin. They overlap: text appears while sound is read. */
export const STAGES = ['probing', 'loading-model', 'finding-speech', 'transcribing', 'finishing'] as const;
export type Stage = (typeof STAGES)[number];

/** What a blocked job waits for. */
export const BLOCK_REASONS = [
  'disk-full',
  'model-missing',
  'source-missing',
  'source-changed',
  /** The program died several times while it worked on this job. */
  'crash-loop',
  /** Too little memory for the model, and no smaller one to go on with. */
  'out-of-memory',
] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

/** State and what belongs to it; combinations that make no sense do not parse. */
export const jobStatusSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('importing') }),
  /** `position`: place among the waiting, from 1. */
  z.strictObject({ state: z.literal('queued'), position: z.int().positive() }),
  z.strictObject({ state: z.literal('running'), stage: z.enum(STAGES) }),
  z.strictObject({ state: z.literal('pausing') }),
  z.strictObject({ state: z.literal('paused') }),
  z.strictObject({
    state: z.literal('retry_wait'),
    attempt: z.int().positive(),
    maxAttempts: z.int().positive(),
    /** Wall time left until the next try. */
    retryInMs: z.int().nonnegative(),
    failure: failureSchema,
  }),
  z.strictObject({ state: z.literal('blocked'), reason: z.enum(BLOCK_REASONS), failure: failureSchema }),
  z.strictObject({ state: z.literal('canceling') }),
  z.strictObject({ state: z.literal('canceled') }),
  z.strictObject({ state: z.literal('failed'), failure: failureSchema }),
  /** `gaps`: chunks without text because the engine could not get through them. */
  z.strictObject({ state: z.literal('completed'), gaps: z.int().nonnegative() }),
]);
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const jobProgressSchema = z.strictObject({
  /** 0 to 1; never decreases within a run, and 1 only once everything is stored. */
  fraction: z.number().min(0).max(1),
  /** Media time whose text is stored, silence included. */
  doneMs: mediaMs,
  /** Length of the recording; null before anything is known of it. */
  durationMs: mediaMs.nullable(),
  chunksDone: z.int().nonnegative(),
  chunksPlanned: z.int().nonnegative(),
  /** False while more chunks may follow. */
  planIsComplete: z.boolean(),
  /** Media time done for each unit of working time in this run; null before it is measured. */
  speed: z.number().positive().nullable(),
  /** Wall time left; null before it can be told honestly. */
  remainingMs: z.int().nonnegative().nullable(),
});
export type JobProgress = z.infer<typeof jobProgressSchema>;

/** What became of the files a finished job writes. A failure here never touches the text. */
export const exportStatusSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('pending') }),
  z.strictObject({ state: z.literal('written'), files: z.array(z.string()) }),
  z.strictObject({ state: z.literal('failed'), files: z.array(z.string()), failure: failureSchema }),
]);
export type ExportStatus = z.infer<typeof exportStatusSchema>;

/** Everything a screen or a program needs to know of a job, without its text. */
export const jobViewSchema = z.strictObject({
  uid: jobUidSchema,
  batchUid: jobUidSchema.nullable(),
  /** The recording's file name. */
  title: z.string(),
  path: z.string(),
  status: jobStatusSchema,
  progress: jobProgressSchema,
  priority: z.int(),
  options: jobOptionsSchema,
  exports: exportRuleSchema,
  exportStatus: exportStatusSchema,
  /** From 1; grows with every redo. Older revisions keep their text. */
  revision: z.int().positive(),
  /** What the text was really made with; null before the engine has run. Differs from the options after a fallback. */
  engine: z.strictObject({ model: z.string(), variant: z.string(), backend: z.string() }).nullable(),
  language: z.string().nullable(),
  /** What was repaired or left out on the way, in sentences for a person. */
  notices: z.array(z.string()),
  createdAtMs: wallClockMs,
  startedAtMs: wallClockMs.nullable(),
  finishedAtMs: wallClockMs.nullable(),
  updatedAtMs: wallClockMs,
  /** Working time of all runs of this revision. */
  workMs: z.int().nonnegative(),
});
export type JobView = z.infer<typeof jobViewSchema>;

/** One line of a job's history. */
export const jobHistoryEntrySchema = z.strictObject({
  atMs: wallClockMs,
  from: z.string(),
  to: z.string(),
  /** Who asked for it: a person, or the queue itself. */
  actor: z.enum(['user', 'queue', 'recovery']),
  code: z.string().nullable(),
  detail: z.string().nullable(),
});
export type JobHistoryEntry = z.infer<typeof jobHistoryEntrySchema>;
