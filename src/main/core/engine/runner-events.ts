import { z } from 'zod';
import { countSchema, jobIdSchema } from './runner-protocol.ts';

const milliseconds = z.number().min(0);
const mediaMs = z.int().min(0);
const probability = z.number().min(0).max(1);
/** Null where whisper.cpp has no finite value: a decoder that failed before its sequence was scored. */
const score = z.number().nullable();

/** Every error code, in the order of `native/src/errors.h`. After an error the runner goes on, except after `memory-limit`. */
export const runnerErrorCodes = [
  'bad-json',
  'line-too-long',
  'invalid-utf8',
  'unknown-command',
  'bad-argument',
  'duplicate-id',
  'unknown-id',
  'not-loaded',
  'busy',
  'model-not-found',
  'model-size',
  'model-hash',
  'model-format',
  'model-load',
  'device-unavailable',
  'pcm-not-found',
  'pcm-range',
  'pcm-empty',
  'chunk-too-long',
  'engine-failed',
  'memory-limit',
  'internal',
] as const;

export const runnerErrorCodeSchema = z.enum(runnerErrorCodes);
export type RunnerErrorCode = z.infer<typeof runnerErrorCodeSchema>;

/** Several ids where only together they are whole UTF-8 characters. */
const tokenSchema = z.strictObject({
  ids: z.array(countSchema).min(1),
  text: z.string(),
  startMs: mediaMs,
  endMs: mediaMs,
  probability,
});

const attemptSchema = z.strictObject({
  temperature: z.number(),
  averageLogProbability: score,
  entropy: z.number(),
  /** Why the next temperature was tried. Also set on a last attempt, which is kept for want of a better one. */
  rejected: z.enum(['entropy', 'log-probability', 'incomplete']).nullable(),
});

const windowSchema = z.strictObject({
  startMs: mediaMs,
  endMs: mediaMs,
  temperature: z.number(),
  averageLogProbability: score,
  entropy: z.number(),
  noSpeechProbability: probability,
  attempts: z.array(attemptSchema).min(1),
});

const discardedSchema = z.strictObject({
  /**
   * "outside-audio": Whisper placed it in the silence that fills its 30 s window. "unfinished": the last attempt broke off and gave
   * the text no time.
   */
  reason: z.enum(['no-speech', 'outside-audio', 'unfinished']),
  startMs: mediaMs,
  endMs: mediaMs,
  text: z.string(),
  temperature: z.number(),
  noSpeechProbability: probability,
  averageLogProbability: score,
});

const timingsSchema = z.strictObject({
  queueMs: milliseconds,
  wallMs: milliseconds,
  /** Of the state's own thread; with `threads` above 1 its helpers are not counted. */
  cpuMs: milliseconds,
  melMs: milliseconds,
  encodeMs: milliseconds,
  decodeMs: milliseconds,
  promptMs: milliseconds,
  sampleMs: milliseconds,
});

export const runnerEventSchema = z.discriminatedUnion('ev', [
  z.strictObject({
    ev: z.literal('hello'),
    protocol: z.int(),
    engine: z.string(),
    variant: z.string(),
    pid: z.int(),
    cpuFeatures: z.array(z.string()),
  }),
  z.strictObject({
    ev: z.literal('ready'),
    loadMs: milliseconds,
    variant: z.string(),
    /** The back end that really runs, for example "CPU". */
    backend: z.string(),
    devices: z.array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        type: z.enum(['cpu', 'gpu', 'igpu', 'accel']),
      }),
    ),
    states: countSchema,
    threads: countSchema,
    model: z.strictObject({
      type: z.string(),
      weights: z.string(),
      multilingual: z.boolean(),
      languages: countSchema,
    }),
  }),
  z.strictObject({
    ev: z.literal('vad'),
    id: jobIdSchema,
    /** Entry i of both lists covers the samples [512 i, 512 (i + 1)) of the range. */
    windowSamples: z.literal(512),
    probabilities: z.array(probability),
    /** Root mean square against full scale, from -100 to 0. */
    levelsDb: z.array(z.int().min(-100).max(0)),
    wallMs: milliseconds,
  }),
  z.strictObject({
    ev: z.literal('language'),
    id: jobIdSchema,
    language: z.string(),
    probability,
    /** All languages above 0.001. */
    probabilities: z.record(z.string(), probability),
    wallMs: milliseconds,
  }),
  z.strictObject({ ev: z.literal('started'), id: jobIdSchema, state: countSchema }),
  z.strictObject({
    ev: z.literal('segment'),
    id: jobIdSchema,
    /** 0, 1, 2, ... within the job. */
    index: countSchema,
    /** Times are relative to the first sample of the chunk and never beyond its last. */
    startMs: mediaMs,
    endMs: mediaMs,
    text: z.string(),
    temperature: z.number(),
    noSpeechProbability: probability,
    averageLogProbability: score,
    tokens: z.array(tokenSchema),
  }),
  /** The last event of a `transcribe` job, and of any job that was cancelled (the others then have empty lists). */
  z.strictObject({
    ev: z.literal('done'),
    id: jobIdSchema,
    result: z.enum(['completed', 'cancelled']),
    language: z.string().nullable(),
    /** Null unless the language was `auto`. */
    languageProbability: probability.nullable(),
    windows: z.array(windowSchema),
    discarded: z.array(discardedSchema),
    timings: timingsSchema,
    tokenCount: countSchema,
    encodeCount: countSchema,
    peakRssBytes: countSchema,
  }),
  z.strictObject({
    ev: z.literal('heartbeat'),
    /** Graph nodes computed so far, per state. A busy state whose number stands still hangs; a slow one counts on. */
    nodes: z.array(countSchema),
    vadNodes: countSchema,
    running: z.array(jobIdSchema.nullable()),
    rssBytes: countSchema,
  }),
  z.strictObject({
    ev: z.literal('memory'),
    rssBytes: countSchema,
    peakRssBytes: countSchema,
    limitBytes: countSchema.nullable(),
  }),
  z.strictObject({ ev: z.literal('unloaded') }),
  z.strictObject({ ev: z.literal('pong'), id: jobIdSchema.optional() }),
  z.strictObject({ ev: z.literal('bye') }),
  z.strictObject({
    ev: z.literal('error'),
    code: runnerErrorCodeSchema,
    message: z.string(),
    /** Always of a job that has ended or never began: never with `duplicate-id` and `unknown-id`, nor while a job has this id. */
    id: jobIdSchema.optional(),
  }),
]);

export type RunnerEvent = z.infer<typeof runnerEventSchema>;
/** One event by its name: `RunnerEventOf<'segment'>`. */
export type RunnerEventOf<Name extends RunnerEvent['ev']> = Extract<RunnerEvent, { ev: Name }>;
export type RunnerToken = z.infer<typeof tokenSchema>;
