/**
 * The protocol between Earshot and `whisper-runner`: one JSON object a line, commands on its stdin, events on its stdout.
 * `native/README.md` describes every command, event and error; the contract test runs the real runner against these schemas.
 */
import { z } from 'zod';

/** Version that the runner announces in `hello`. A runner with another version is not used. */
export const RUNNER_PROTOCOL = 1;

/** Samples per second of every PCM file that the runner reads (one channel, signed 16 bit, little endian). */
export const RUNNER_SAMPLE_RATE_HZ = 16_000;

/** Exit codes of the runner's process. */
export const RunnerExitCode = {
  /** After `quit`, or because stdin was closed. */
  ok: 0,
  badUsage: 64,
  internal: 70,
  /** Above `memoryLimitBytes`, or an allocation failed. */
  memoryLimit: 71,
  /** This executable needs instructions that the CPU or the operating system does not offer. */
  cpuUnsupported: 72,
  /** Nobody reads its stdout any more. */
  outputClosed: 74,
} as const;

const count = z.int().min(0);
const milliseconds = z.number().min(0);
const mediaMs = z.int().min(0);
const probability = z.number().min(0).max(1);
/** Null where whisper.cpp has no finite value: a decoder that failed before its sequence was scored. */
const score = z.number().nullable();
/** ASCII only: the runner counts bytes. */
const jobId = z.string().regex(/^[\x20-\x7e]{1,200}$/);

// --- commands --------------------------------------------------------------------------------------------------------------------

const modelFileSchema = z.strictObject({
  path: z.string().min(1),
  /** Checked before the file is read; null: not checked. */
  sizeBytes: count.nullable().default(null),
  /** Lower-case hexadecimal; checked before whisper.cpp sees the file; null: not checked. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
});

const pcmRangeShape = {
  /** Raw file: 16 kHz, one channel, signed 16 bit, little endian. It may still be growing beyond the range. */
  pcm: z.string().min(1),
  firstSample: count,
  sampleCount: count,
};

/** How a chunk is decoded. The text depends on nothing but these, the samples, the model, the CPU variant and the threads. */
export const decodeOptionsSchema = z.strictObject({
  /** Whisper's code ("en", "de", "yue"), or "auto": detected on this chunk, which costs no second encoder pass. */
  language: z.string().min(2),
  /** Into English. */
  translate: z.boolean().default(false),
  /** Names and words to expect; only the last 223 tokens count. At most 4096 bytes of UTF-8. */
  prompt: z
    .string()
    .refine((prompt) => Buffer.byteLength(prompt) <= 4096, 'more than 4096 bytes')
    .nullable()
    .default(null),
  /** 1: greedy. Beams are searched at temperature 0 only. */
  beamSize: z.int().min(1).max(8).default(1),
  /** Tried in this order until a window passes both thresholds below; one entry: no fallback. 0 or from 0.01. */
  temperatures: z
    .array(
      z
        .number()
        .min(0)
        .max(2)
        .refine((temperature) => temperature === 0 || temperature >= 0.01, 'above 0 but below 0.01'),
    )
    .min(1)
    .max(16)
    .default([0, 0.2, 0.4, 0.6, 0.8, 1]),
  /** Candidates at a temperature above 0. */
  bestOf: z.int().min(1).max(8).default(5),
  /** A window whose last 32 tokens have less entropy repeats itself. */
  entropyThreshold: z.number().min(-10).max(10).default(2.4),
  logProbThreshold: z.number().min(-100).max(0).default(-1),
  /** Above it, and with a mean log-probability below `logProbThreshold`, a window counts as silence: its text is in `discarded`. */
  noSpeechThreshold: z.number().min(0).max(2).default(0.6),
  tokenTimes: z.boolean().default(true),
  suppressNonSpeech: z.boolean().default(false),
  /** Per window; 0: Whisper's own limit. */
  maxTokens: z.int().min(0).max(448).default(0),
});

export const runnerCommandSchema = z.discriminatedUnion('cmd', [
  z.strictObject({
    cmd: z.literal('load'),
    model: modelFileSchema,
    vadModel: modelFileSchema.nullable().default(null),
    /** Chunks that can be worked on at the same time; they share the model's weights. */
    states: z.int().min(1).max(16),
    /** Per state. */
    threads: z.int().min(1).max(64),
    /** "auto": a GPU if the build and the machine have one. */
    device: z.enum(['auto', 'cpu', 'gpu']).default('auto'),
    memoryLimitBytes: z.int().min(1).nullable().default(null),
    heartbeatMs: z.int().min(10).max(3_600_000).default(1000),
  }),
  z.strictObject({ cmd: z.literal('vad'), id: jobId, ...pcmRangeShape }),
  z.strictObject({ cmd: z.literal('detectLanguage'), id: jobId, ...pcmRangeShape }),
  z.strictObject({ cmd: z.literal('transcribe'), id: jobId, ...pcmRangeShape, options: decodeOptionsSchema }),
  z.strictObject({ cmd: z.literal('cancel'), id: jobId }),
  z.strictObject({ cmd: z.literal('unload') }),
  z.strictObject({ cmd: z.literal('ping'), id: jobId.optional() }),
  z.strictObject({ cmd: z.literal('memory') }),
  z.strictObject({ cmd: z.literal('quit') }),
]);

/** A command with every field filled in, as it goes to the runner. */
export type RunnerCommand = z.output<typeof runnerCommandSchema>;
/** A command as one writes it: fields with a default may be left out. */
export type RunnerCommandInput = z.input<typeof runnerCommandSchema>;
export type DecodeOptions = z.output<typeof decodeOptionsSchema>;

// --- events ----------------------------------------------------------------------------------------------------------------------

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
  ids: z.array(count).min(1),
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
    states: count,
    threads: count,
    model: z.strictObject({
      type: z.string(),
      weights: z.string(),
      multilingual: z.boolean(),
      languages: count,
    }),
  }),
  z.strictObject({
    ev: z.literal('vad'),
    id: jobId,
    /** Entry i of both lists covers the samples [512 i, 512 (i + 1)) of the range. */
    windowSamples: z.literal(512),
    probabilities: z.array(probability),
    /** Root mean square against full scale, from -100 to 0. */
    levelsDb: z.array(z.int().min(-100).max(0)),
    wallMs: milliseconds,
  }),
  z.strictObject({
    ev: z.literal('language'),
    id: jobId,
    language: z.string(),
    probability,
    /** All languages above 0.001. */
    probabilities: z.record(z.string(), probability),
    wallMs: milliseconds,
  }),
  z.strictObject({ ev: z.literal('started'), id: jobId, state: count }),
  z.strictObject({
    ev: z.literal('segment'),
    id: jobId,
    /** 0, 1, 2, ... within the job. */
    index: count,
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
    id: jobId,
    result: z.enum(['completed', 'cancelled']),
    language: z.string().nullable(),
    /** Null unless the language was `auto`. */
    languageProbability: probability.nullable(),
    windows: z.array(windowSchema),
    discarded: z.array(discardedSchema),
    timings: timingsSchema,
    tokenCount: count,
    encodeCount: count,
    peakRssBytes: count,
  }),
  z.strictObject({
    ev: z.literal('heartbeat'),
    /** Graph nodes computed so far, per state. A busy state whose number stands still hangs; a slow one counts on. */
    nodes: z.array(count),
    vadNodes: count,
    running: z.array(jobId.nullable()),
    rssBytes: count,
  }),
  z.strictObject({
    ev: z.literal('memory'),
    rssBytes: count,
    peakRssBytes: count,
    limitBytes: count.nullable(),
  }),
  z.strictObject({ ev: z.literal('unloaded') }),
  z.strictObject({ ev: z.literal('pong'), id: jobId.optional() }),
  z.strictObject({ ev: z.literal('bye') }),
  z.strictObject({
    ev: z.literal('error'),
    code: runnerErrorCodeSchema,
    message: z.string(),
    /** Always of a job that has ended or never began: never with `duplicate-id` and `unknown-id`, nor while a job has this id. */
    id: jobId.optional(),
  }),
]);

export type RunnerEvent = z.infer<typeof runnerEventSchema>;
/** One event by its name: `RunnerEventOf<'segment'>`. */
export type RunnerEventOf<Name extends RunnerEvent['ev']> = Extract<RunnerEvent, { ev: Name }>;
export type RunnerToken = z.infer<typeof tokenSchema>;

/** The answer to `whisper-runner-<variant> --probe`. */
export const runnerProbeSchema = z.strictObject({
  variant: z.string(),
  cpuFeatures: z.array(z.string()),
  /** Best first; ends with "baseline". */
  supported: z.array(z.string()).min(1),
});
export type RunnerProbe = z.infer<typeof runnerProbeSchema>;
