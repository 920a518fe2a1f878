import { z } from 'zod';
import { failureSchema } from '../errors.ts';
import { EXPORT_FORMATS, jobOptionsSchema } from '../job-options.ts';
import { eventBatchSchema } from './events.ts';
import { jobUidSchema } from './job.ts';
import {
  dispositionSchema,
  METHODS,
  type MethodInput,
  type MethodName,
  type MethodOutput,
} from './methods.ts';
import type { Result } from './result.ts';

/**
 * What a page may ask for: the methods of the queue that name no path, and those of the program that shows it. A page is
 * the least trusted part: it never says which file is read or written. It gets grants instead, for files that a person has
 * dropped, chosen or uploaded, and hands those in.
 */
export const PAGE_QUEUE_METHODS = [
  'queue.status',
  'queue.configure',
  'queue.pause',
  'queue.resume',
  'jobs.list',
  'jobs.get',
  'jobs.history',
  'jobs.pause',
  'jobs.resume',
  'jobs.cancel',
  'jobs.retry',
  'jobs.redo',
  'jobs.move',
  'jobs.prioritise',
  'jobs.remove',
  'jobs.restore',
  'transcript.get',
  'transcript.chunks',
  'transcript.render',
  'media.peaks',
  'models.list',
  'models.speeds',
  'models.verify',
  'preferences.get',
] as const satisfies readonly MethodName[];
export type PageQueueMethod = (typeof PAGE_QUEUE_METHODS)[number];

/** Stands for files and folders that a person has handed over. Used once, unknown after a while. */
export const grantSchema = z.string().regex(/^[0-9A-Za-z_-]{22,64}$/);

const nothing = z.strictObject({});

/** What became of what was handed over; see `queue.add`. Names instead of paths. */
export const intakeReportSchema = z.strictObject({
  batchUid: jobUidSchema.nullable(),
  jobs: z.array(z.strictObject({ uid: jobUidSchema, name: z.string(), disposition: dispositionSchema })),
  problems: z.array(z.strictObject({ name: z.string(), error: failureSchema })),
});
export type IntakeReport = z.infer<typeof intakeReportSchema>;

/** One thing that Earshot needs, and whether it is there. */
export const healthFindingSchema = z.strictObject({
  part: z.enum(['engine', 'ffmpeg', 'model', 'data', 'queue', 'disk', 'memory']),
  isGood: z.boolean(),
  words: z.string(),
});
export type HealthFinding = z.infer<typeof healthFindingSchema>;

export const hostSchema = z.strictObject({
  /** The desktop app has the system's dialogs and notifications; in a browser the page does what browsers can. */
  kind: z.enum(['desktop', 'browser']),
  version: z.string(),
  platform: z.enum(['linux', 'mac', 'windows', 'other']),
  /** What is bundled, with its licence. */
  licences: z.array(z.strictObject({ name: z.string(), licence: z.string(), text: z.string() })),
});
export type HostDescription = z.infer<typeof hostSchema>;

/** Answered by the program that shows the page, not by the queue. */
export const HOST_METHODS = {
  'host.describe': { input: nothing, output: hostSchema },
  /** Adds what was handed over, with these options and the output rules of the preferences. */
  'intake.add': {
    input: z.strictObject({
      grants: z.array(grantSchema).min(1).max(10_000),
      options: jobOptionsSchema,
      again: z.boolean(),
    }),
    output: intakeReportSchema,
  },
  /** Adds the recording that comes with Earshot. */
  'intake.sample': { input: nothing, output: intakeReportSchema },
  /** Desktop only: asks with the system's dialog. No grants: the person has changed their mind. */
  'intake.choose': {
    input: z.strictObject({ what: z.enum(['recordings', 'folder', 'moved-recording', 'model']) }),
    output: z.strictObject({ grants: z.array(grantSchema) }),
  },
  /** Says that the recording of a job is now the one that was handed over. */
  'intake.relocate': {
    input: z.strictObject({ uid: jobUidSchema, grant: grantSchema, acceptChanged: z.boolean() }),
    output: nothing,
  },
  'intake.model': { input: z.strictObject({ grant: grantSchema }), output: METHODS['models.import'].output },
  /** As `preferences.change`, but the folder for files is chosen by {@link HOST_METHODS} `preferences.chooseFolder`. */
  'preferences.change': METHODS['preferences.change'],
  /** Desktop only: the folder into which finished recordings are written; the preferences as they are then. */
  'preferences.chooseFolder': { input: nothing, output: METHODS['preferences.change'].output },
  /** Desktop only: asks for a place and writes these formats there. Empty: the person has changed their mind. */
  'export.save': {
    input: z.strictObject({
      uid: jobUidSchema,
      formats: z.array(z.enum(EXPORT_FORMATS)).min(1).max(EXPORT_FORMATS.length),
    }),
    output: z.strictObject({ files: z.array(z.string()) }),
  },
  /**
   * Whether a recording can be played, and if not, why: players are told nothing but that there is nothing. As
   * `media.playback`, without the path; the copy that browsers play is made first where it is missing.
   */
  'media.check': { input: z.strictObject({ uid: jobUidSchema }), output: nothing },
  /** Desktop only: shows something in the system's file manager. */
  'host.reveal': {
    input: z.discriminatedUnion('what', [
      z.strictObject({ what: z.enum(['recording', 'exports']), uid: jobUidSchema }),
      z.strictObject({ what: z.enum(['logs', 'data']) }),
    ]),
    output: nothing,
  },
  'health.check': { input: nothing, output: z.strictObject({ findings: z.array(healthFindingSchema) }) },
  /** Versions, findings and the newest log lines as text to be sent along with a question; without paths and texts. */
  'health.diagnostics': { input: nothing, output: z.strictObject({ text: z.string() }) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type HostMethod = keyof typeof HOST_METHODS;
export type PageMethod = PageQueueMethod | HostMethod;

export type PageInput<Name extends PageMethod> = Name extends HostMethod
  ? z.infer<(typeof HOST_METHODS)[Name]['input']>
  : Name extends MethodName
    ? MethodInput<Name>
    : never;
export type PageOutput<Name extends PageMethod> = Name extends HostMethod
  ? z.infer<(typeof HOST_METHODS)[Name]['output']>
  : Name extends MethodName
    ? MethodOutput<Name>
    : never;

type PageSchemas = {
  readonly [Name in PageMethod]: {
    readonly input: z.ZodType<PageInput<Name>>;
    readonly output: z.ZodType<PageOutput<Name>>;
  };
};

/** Schemas of every method, in a form that keeps input and output together while the name is still a variable. */
export const PAGE_SCHEMAS: PageSchemas = { ...METHODS, ...HOST_METHODS };

/** What a page is told without asking. */
export const pageMessageSchema = z.union([
  eventBatchSchema,
  /** Whether the queue can be reached. */
  z.strictObject({ kind: z.literal('line'), isUp: z.boolean() }),
  /** A person wants to see this job: they have clicked a notification. */
  z.strictObject({ kind: z.literal('show-job'), uid: jobUidSchema }),
  /** A person has chosen this in the menu. */
  z.strictObject({
    kind: z.literal('command'),
    command: z.enum(['add', 'settings', 'shortcuts', 'health', 'models', 'find', 'export']),
  }),
  /** Recordings came in past the page: opened with Earshot, dropped on its icon, named on the command line. */
  z.strictObject({ kind: z.literal('intake'), report: intakeReportSchema }),
]);
export type PageMessage = z.infer<typeof pageMessageSchema>;

/** Everything a page has of the program that shows it: three functions, whatever lies between. */
export interface PageBridge {
  /** Never rejects for what the other side answers: results are values. Unchecked: see `createPageClient`. */
  request(method: PageMethod, input: unknown): Promise<Result<unknown>>;
  /**
   * @param since number of the last event that is known already; null for news only
   * @returns ends the subscription
   */
  subscribe(since: number | null, listener: (message: PageMessage) => void): () => void;
  /**
   * Turns files that a person has dropped, pasted or chosen into grants: in the desktop app by their paths, in a browser by
   * sending them.
   *
   * @param onProgress told the share that is handed over, 0 to 1
   * @param stop ends what takes long, with the failure `cancelled`; only where files are sent
   */
  grantFiles(
    files: readonly File[],
    onProgress: (fraction: number) => void,
    stop?: AbortSignal,
  ): Promise<Result<string[]>>;
}
