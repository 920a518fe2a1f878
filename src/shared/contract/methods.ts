import { z } from 'zod';
import { failureSchema } from '../errors.ts';
import { DEVICES, EXPORT_FORMATS, exportRuleSchema, jobOptionsSchema } from '../job-options.ts';
import { JOB_STATES } from '../job-state.ts';
import { preferencesChangeSchema, preferencesSchema } from '../preferences.ts';
import { segmentSchema, transcriptSchema } from '../transcript.ts';
import { jobHistoryEntrySchema, jobUidSchema, jobViewSchema } from './job.ts';

/**
 * Grows with every change that an older program would not understand. Programs of one user may be of different ages and
 * share one queue: they compare this before the first call.
 */
export const CONTRACT_VERSION = 2;

/** Which jobs a method is about: some, one batch, or all that its action applies to. */
export const jobSelectionSchema = z.union([
  z.strictObject({ uids: z.array(jobUidSchema).min(1).max(100_000) }),
  z.strictObject({ batchUid: jobUidSchema }),
  z.literal('all'),
]);
export type JobSelection = z.infer<typeof jobSelectionSchema>;

/** What became of each job that a batch operation was about. One that refuses does not stop the others. */
export const actionReportSchema = z.strictObject({
  done: z.array(jobUidSchema),
  refused: z.array(z.strictObject({ uid: jobUidSchema, error: failureSchema })),
});
export type ActionReport = z.infer<typeof actionReportSchema>;

/** What happened to one path that was given. */
export const dispositionSchema = z.enum([
  /** A new job. */
  'added',
  /** The same recording with the same options was not finished: its job goes on. */
  'continued',
  /** The same recording with the same options is waiting or running already. */
  'already-there',
  /** The text is there: it is exported again, nothing runs. */
  'already-done',
  /** The recording is known with other options: its job gets a new revision. */
  'new-revision',
]);
export type Disposition = z.infer<typeof dispositionSchema>;

/** Which of the waiting is next, among those of the same priority. */
export const ORDER_MODES = ['oldest-first', 'newest-first', 'my-order'] as const;

/** Settings of the queue; every field has a default, so that a change names only what it changes. */
export const queueSettingsSchema = z.strictObject({
  /** Nothing new is started while this is true; what runs goes on. */
  isPaused: z.boolean(),
  order: z.enum(ORDER_MODES),
  /** How many recordings are worked on at once; null: as many as memory and cores allow, one on a processor. */
  slots: z.int().min(1).max(8).nullable(),
  /** Processor cores for everything together, decoding included; null for all. */
  cores: z.int().min(1).max(256).nullable(),
  /** A run may take so long at most; null: ten times what is expected, and half an hour at least. */
  jobLimitMs: z.int().min(60_000).nullable(),
  /** A part may take so long at most; null: six times what is expected, and a minute at least. */
  chunkLimitMs: z.int().min(10_000).nullable(),
  maxAttempts: z.int().min(1).max(10),
  /** What to do when memory does not suffice for the model. */
  onOutOfMemory: z.enum(['downgrade', 'ask', 'fail']),
  /** Start recordings only when nobody uses the computer, when it is on mains power, or between two times of day. */
  onlyWhenIdle: z.boolean(),
  onlyOnMainsPower: z.boolean(),
  onlyBetween: z
    .strictObject({ fromMinute: z.int().min(0).max(1439), untilMinute: z.int().min(0).max(1439) })
    .nullable(),
  /** Below the first nothing is started, above the second it goes on. */
  blockBelowFreeBytes: z.int().nonnegative(),
  resumeAboveFreeBytes: z.int().nonnegative(),
  /** Paths and texts in log files: replaced unless wanted. */
  logDetails: z.boolean(),
});
export type QueueSettings = z.infer<typeof queueSettingsSchema>;

/** What holds in a new queue. */
export const DEFAULT_QUEUE_SETTINGS: QueueSettings = {
  isPaused: false,
  order: 'oldest-first',
  slots: null,
  cores: null,
  jobLimitMs: null,
  chunkLimitMs: null,
  maxAttempts: 3,
  onOutOfMemory: 'downgrade',
  onlyWhenIdle: false,
  onlyOnMainsPower: false,
  onlyBetween: null,
  blockBelowFreeBytes: 500_000_000,
  resumeAboveFreeBytes: 1_000_000_000,
  logDetails: false,
};

export const queueStatusSchema = z.strictObject({
  /** Which program runs the queue. */
  owner: z.strictObject({ pid: z.int(), version: z.string(), startedAtMs: z.int() }),
  counts: z.record(z.enum(JOB_STATES), z.int().nonnegative()),
  /** Why nothing is started although recordings wait, in the order of importance. */
  holds: z.array(
    z.strictObject({
      reason: z.enum([
        'paused',
        'disk-full',
        'not-idle',
        'on-battery',
        'outside-hours',
        'memory',
        'nobody-follows',
      ]),
      message: z.string(),
    }),
  ),
  slots: z.int().positive(),
  /** Jobs that nothing moves although something should: empty unless Earshot has a fault. */
  stuck: z.array(z.strictObject({ uid: jobUidSchema, rule: z.string(), forMs: z.int() })),
  settings: queueSettingsSchema,
});
export type QueueStatus = z.infer<typeof queueStatusSchema>;

export const searchHitSchema = z.strictObject({
  uid: jobUidSchema,
  title: z.string(),
  segmentId: z.string(),
  startMs: z.int().nonnegative(),
  endMs: z.int().nonnegative(),
  text: z.string(),
});
export type SearchHit = z.infer<typeof searchHitSchema>;

export const modelViewSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['whisper', 'vad']),
  name: z.string(),
  file: z.string(),
  sizeBytes: z.int().positive(),
  license: z.string(),
  origin: z.string(),
  /** Whole as far as is known; found by `models.verify` or when the model was last loaded. */
  state: z.enum(['present', 'missing', 'damaged']),
});
export type ModelView = z.infer<typeof modelViewSchema>;

const nothing = z.strictObject({});
/** No system has longer ones. */
const pathSchema = z.string().min(1).max(32_768);
const onSelection = z.strictObject({ jobs: jobSelectionSchema });

/** Every method: what goes in and what comes out. Names are `area.verb`. */
export const METHODS = {
  'queue.add': {
    input: z.strictObject({
      /** Files and folders, absolute. */
      paths: z.array(pathSchema).min(1).max(100_000),
      options: jobOptionsSchema,
      exports: exportRuleSchema,
      /** Transcribes again although the same text is there. */
      again: z.boolean(),
      /** Keeps a copy of each recording in Earshot's own folder, for sources that will go away. */
      keepCopy: z.boolean(),
    }),
    output: z.strictObject({
      batchUid: jobUidSchema,
      jobs: z.array(z.strictObject({ uid: jobUidSchema, path: z.string(), disposition: dispositionSchema })),
      problems: z.array(z.strictObject({ path: z.string(), error: failureSchema })),
    }),
  },
  'queue.status': { input: nothing, output: queueStatusSchema },
  'queue.configure': {
    input: z.strictObject({ settings: queueSettingsSchema.partial() }),
    output: queueSettingsSchema,
  },
  'queue.pause': { input: nothing, output: nothing },
  'queue.resume': { input: nothing, output: nothing },
  'jobs.list': {
    input: z.strictObject({
      states: z.array(z.enum(JOB_STATES)).max(JOB_STATES.length).nullable(),
      offset: z.int().nonnegative(),
      limit: z.int().min(1).max(1000),
    }),
    /** `seq`: the events up to this one are in the answer. */
    output: z.strictObject({
      seq: z.int().nonnegative(),
      total: z.int().nonnegative(),
      jobs: z.array(jobViewSchema),
    }),
  },
  'jobs.get': { input: z.strictObject({ uid: jobUidSchema }), output: jobViewSchema },
  'jobs.history': {
    input: z.strictObject({ uid: jobUidSchema }),
    output: z.strictObject({ entries: z.array(jobHistoryEntrySchema) }),
  },
  'jobs.pause': {
    /** `running`: whether parts that are being worked on are finished first or dropped. */
    input: z.strictObject({ jobs: jobSelectionSchema, running: z.enum(['finish', 'drop']) }),
    output: actionReportSchema,
  },
  'jobs.resume': { input: onSelection, output: actionReportSchema },
  'jobs.cancel': { input: onSelection, output: actionReportSchema },
  /** Failed and cancelled jobs go on from what they have; of completed ones the gaps are tried again. */
  'jobs.retry': { input: onSelection, output: actionReportSchema },
  'jobs.redo': {
    input: z.strictObject({ jobs: jobSelectionSchema, options: jobOptionsSchema.partial() }),
    output: actionReportSchema,
  },
  'jobs.move': {
    input: z.strictObject({
      uid: jobUidSchema,
      /** `next`: before all others that wait. */
      to: z.union([z.literal('next'), z.literal('last'), z.strictObject({ before: jobUidSchema })]),
    }),
    output: nothing,
  },
  'jobs.prioritise': {
    input: z.strictObject({ jobs: jobSelectionSchema, priority: z.int().min(-100).max(100) }),
    output: actionReportSchema,
  },
  /** Tells where the recording of a job is now. Refused when it is not the same recording, unless `accept` says so. */
  'jobs.relocate': {
    input: z.strictObject({ uid: jobUidSchema, path: pathSchema, acceptChanged: z.boolean() }),
    output: nothing,
  },
  /** Takes final jobs off the list; they can be restored for thirty days. */
  'jobs.remove': { input: onSelection, output: actionReportSchema },
  'jobs.restore': { input: onSelection, output: actionReportSchema },
  'jobs.export': {
    input: z.strictObject({ uid: jobUidSchema, exports: exportRuleSchema }),
    output: z.strictObject({ files: z.array(z.string()) }),
  },
  'transcript.get': {
    /** `revision`: null for the one that is shown. */
    input: z.strictObject({ uid: jobUidSchema, revision: z.int().positive().nullable() }),
    output: transcriptSchema,
  },
  /**
   * The text of the revision that is worked on, chunk by chunk as `job-segments` tells it, for who comes late or missed
   * some: whole chunks that are stored, from the sequence `from` on, in the order of their sequence. Chunks that are not
   * finished are left out; finished ones without speech are there, without segments.
   */
  'transcript.chunks': {
    input: z.strictObject({ uid: jobUidSchema, from: z.int().nonnegative() }),
    output: z.strictObject({
      revision: z.int().positive(),
      chunks: z.array(z.strictObject({ sequence: z.int().nonnegative(), segments: z.array(segmentSchema) })),
    }),
  },
  'transcript.edit': {
    input: z.strictObject({
      uid: jobUidSchema,
      segmentId: z.string().min(1).max(200),
      text: z.string().min(1).max(10_000),
    }),
    output: nothing,
  },
  'transcript.search': {
    input: z.strictObject({ query: z.string().min(1).max(500), limit: z.int().min(1).max(500) }),
    output: z.strictObject({ hits: z.array(searchHitSchema) }),
  },
  /** The text as a file of one format would hold it, to be copied, shown or saved by the caller. */
  'transcript.render': {
    input: z.strictObject({
      uid: jobUidSchema,
      revision: z.int().positive().nullable(),
      format: z.enum(EXPORT_FORMATS),
    }),
    output: z.strictObject({ fileName: z.string(), mediaType: z.string(), text: z.string() }),
  },
  /** How loud the recording is, for a picture of it; made again from the recording when it is lost. */
  'media.peaks': {
    input: z.strictObject({ uid: jobUidSchema }),
    output: z.strictObject({
      /** The loudest sample of each stretch, 0 to 255. */
      peaks: z.array(z.int().min(0).max(255)),
      peaksPerSecond: z.number().positive(),
    }),
  },
  /**
   * A file that a browser can play: the recording itself, or a compressed copy, which is made first where it is missing.
   * For hosts, which hand out its bytes; pages do not see paths.
   */
  'media.playback': {
    input: z.strictObject({ uid: jobUidSchema }),
    output: z.strictObject({ path: z.string(), mediaType: z.string() }),
  },
  'preferences.get': { input: nothing, output: preferencesSchema },
  /** Announced as `queue-changed`. */
  'preferences.change': {
    input: z.strictObject({ change: preferencesChangeSchema }),
    output: preferencesSchema,
  },
  'models.list': { input: nothing, output: z.strictObject({ models: z.array(modelViewSchema) }) },
  /** How fast models are on this machine, by what they have done so far. */
  'models.speeds': {
    input: nothing,
    output: z.strictObject({
      speeds: z.array(
        z.strictObject({
          model: z.string(),
          /** As jobs ask for it: what `auto` has come to on this machine is in its figure. */
          device: z.enum(DEVICES),
          /** Media time done for each unit of working time, in the usual quality. */
          speed: z.number().positive(),
        }),
      ),
    }),
  },
  'models.verify': {
    input: z.strictObject({ id: z.string().min(1).max(200) }),
    output: modelViewSchema,
  },
  'models.import': {
    input: z.strictObject({ path: pathSchema }),
    output: modelViewSchema,
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type MethodName = keyof typeof METHODS;
export type MethodInput<Name extends MethodName> = z.infer<(typeof METHODS)[Name]['input']>;
export type MethodOutput<Name extends MethodName> = z.infer<(typeof METHODS)[Name]['output']>;
