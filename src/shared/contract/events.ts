import { z } from 'zod';
import { segmentSchema } from '../transcript.ts';
import { jobProgressSchema, jobUidSchema, jobViewSchema, STAGES } from './job.ts';

/**
 * What the queue announces. Events tell what has happened and is stored; nothing is asked for through them. Progress may
 * be skipped when newer progress follows; everything else arrives, in order.
 */
export const queueEventSchema = z.discriminatedUnion('kind', [
  /** State, place, options or result of a job; also sent for a new job. */
  z.strictObject({ kind: z.literal('job-changed'), job: jobViewSchema }),
  z.strictObject({
    kind: z.literal('job-progress'),
    uid: jobUidSchema,
    stage: z.enum(STAGES),
    progress: jobProgressSchema,
  }),
  /**
   * The text of one chunk is stored. `sequence` counts the chunks of a revision from 0 without gaps, but they come in the
   * order in which they are finished; a chunk without speech has no segments.
   */
  z.strictObject({
    kind: z.literal('job-segments'),
    uid: jobUidSchema,
    revision: z.int().positive(),
    sequence: z.int().nonnegative(),
    segments: z.array(segmentSchema),
  }),
  /** A sentence about a job that a person should read: what was repaired, or is being tried again. */
  z.strictObject({ kind: z.literal('job-notice'), uid: jobUidSchema, message: z.string() }),
  z.strictObject({ kind: z.literal('job-removed'), uid: jobUidSchema }),
  /** Settings, preferences, holds, models or the owner have changed: `queue.status` and the like tell. */
  z.strictObject({ kind: z.literal('queue-changed') }),
]);
export type QueueEvent = z.infer<typeof queueEventSchema>;

/**
 * A batch as it is sent. `seq` is the number of its last event; numbers have no gaps except for skipped progress. Each
 * owner of the queue counts in a range of its own, so that a number of one owner is merely too old for the next.
 */
export const eventBatchSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('events'),
    seq: z.int().nonnegative(),
    events: z.array(queueEventSchema),
  }),
  /** What was asked for is too old to be replayed: read the jobs anew; events go on behind `seq`. */
  z.strictObject({ kind: z.literal('reset'), seq: z.int().nonnegative() }),
]);
export type EventBatch = z.infer<typeof eventBatchSchema>;

/** What a subscriber may say. */
export const subscriberMessageSchema = z.strictObject({
  /**
   * The jobs whose end somebody is waiting for. An owner that works for others goes on until these are final; `all`
   * keeps it running.
   */
  follow: z.union([z.array(jobUidSchema).max(100_000), z.literal('all')]),
});
export type Following = z.infer<typeof subscriberMessageSchema>['follow'];
