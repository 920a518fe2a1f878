import { z } from 'zod';
import { DEVICES, MAX_PROMPT_BYTES } from '../../../shared/job-options.ts';
import { countSchema, jobIdSchema } from './runner-protocol.ts';

const modelFileSchema = z.strictObject({
  path: z.string().min(1),
  /** Checked before the file is read; null: not checked. */
  sizeBytes: countSchema.nullable().default(null),
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
  firstSample: countSchema,
  sampleCount: countSchema,
};

/** How a chunk is decoded. The text depends on nothing but these, the samples, the model, the CPU variant and the threads. */
export const decodeOptionsSchema = z.strictObject({
  /** Whisper's code ("en", "de", "yue"), or "auto": detected on this chunk, which costs no second encoder pass. */
  language: z.string().min(2),
  /** Into English. */
  translate: z.boolean().default(false),
  /** Names and words to expect; only the last 223 tokens count. */
  prompt: z
    .string()
    .refine((prompt) => Buffer.byteLength(prompt) <= MAX_PROMPT_BYTES, `more than ${MAX_PROMPT_BYTES} bytes`)
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
    device: z.enum(DEVICES).default('auto'),
    memoryLimitBytes: z.int().min(1).nullable().default(null),
    heartbeatMs: z.int().min(10).max(3_600_000).default(1000),
  }),
  z.strictObject({ cmd: z.literal('vad'), id: jobIdSchema, ...pcmRangeShape }),
  z.strictObject({ cmd: z.literal('detectLanguage'), id: jobIdSchema, ...pcmRangeShape }),
  z.strictObject({
    cmd: z.literal('transcribe'),
    id: jobIdSchema,
    ...pcmRangeShape,
    options: decodeOptionsSchema,
  }),
  z.strictObject({ cmd: z.literal('cancel'), id: jobIdSchema }),
  z.strictObject({ cmd: z.literal('unload') }),
  z.strictObject({ cmd: z.literal('ping'), id: jobIdSchema.optional() }),
  z.strictObject({ cmd: z.literal('memory') }),
  z.strictObject({ cmd: z.literal('quit') }),
]);

/** A command with every field filled in, as it goes to the runner. */
export type RunnerCommand = z.output<typeof runnerCommandSchema>;
/** A command as one writes it: fields with a default may be left out. */
export type RunnerCommandInput = z.input<typeof runnerCommandSchema>;
/** A command that is answered by events with its id. */
export type CallCommand = Extract<RunnerCommand, { cmd: 'transcribe' | 'vad' }>;
/** Which model is loaded, and how it computes. */
export type LoadRequest = Omit<Extract<RunnerCommand, { cmd: 'load' }>, 'cmd'>;
/** How a chunk is decoded, with every field filled in. */
export type DecodeOptions = z.output<typeof decodeOptionsSchema>;
