import { z } from 'zod';
import { WHISPER_LANGUAGES } from './whisper-languages.ts';

/** How much is tried for a good text: one greedy pass, with second tries, with beam search as well. */
export const QUALITIES = ['fast', 'balanced', 'accurate'] as const;
export type Quality = (typeof QUALITIES)[number];

/**
 * Time against the usual quality, of which speeds are kept: a beam of 5 takes about twice the time (docs/command-line.md).
 * How much a single pass saves depends on the recording, and for a clear one it is nothing.
 */
export const QUALITY_TIMES: Readonly<Record<Quality, number>> = { fast: 1, balanced: 1, accurate: 2 };

/** Where the engine computes; `auto` takes a graphics processor where its build and the machine have one. */
export const DEVICES = ['auto', 'cpu', 'gpu'] as const;
export type Device = (typeof DEVICES)[number];

/** Every format a transcript can be written in. */
export const EXPORT_FORMATS = [
  'txt',
  'srt',
  'vtt',
  'json',
  'openai-json',
  'csv',
  'tsv',
  'lrc',
  'md',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const languageChoiceSchema = z.discriminatedUnion('mode', [
  /** Listened for on the first speech, then fixed. */
  z.strictObject({ mode: z.literal('detected') }),
  z.strictObject({
    mode: z.literal('fixed'),
    code: z.string().refine((code) => WHISPER_LANGUAGES.has(code), 'is not a language that Whisper knows'),
  }),
  /** Every chunk listens for itself: for recordings in several languages. */
  z.strictObject({ mode: z.literal('per-part') }),
]);
export type LanguageChoice = z.infer<typeof languageChoiceSchema>;

/** What the engine takes; Whisper itself heeds about the last 900 letters. */
export const MAX_PROMPT_BYTES = 4096;

/** How a recording is turned into text. Two jobs with the same source and the same options give the same text. */
export const jobOptionsSchema = z.strictObject({
  model: z.string().min(1).max(200),
  device: z.enum(DEVICES),
  /** Processor threads in all; null for all cores. */
  threads: z.int().min(1).max(256).nullable(),
  language: languageChoiceSchema,
  translate: z.boolean(),
  prompt: z
    .string()
    .refine(
      (text) => new TextEncoder().encode(text).length <= MAX_PROMPT_BYTES,
      `is longer than ${MAX_PROMPT_BYTES} bytes`,
    )
    .nullable(),
  quality: z.enum(QUALITIES),
  /** Zero-based among the audio tracks, or null for the default one. */
  track: z.int().nonnegative().nullable(),
  channels: z.enum(['mix', 'split']),
});
export type JobOptions = z.infer<typeof jobOptionsSchema>;

/** What holds where nothing else is said. */
export const DEFAULT_JOB_OPTIONS: JobOptions = {
  model: 'base',
  device: 'auto',
  threads: null,
  language: { mode: 'detected' },
  translate: false,
  prompt: null,
  quality: 'balanced',
  track: null,
  channels: 'mix',
};

/** Which files a finished job writes, and where. */
export const exportRuleSchema = z.strictObject({
  formats: z.array(z.enum(EXPORT_FORMATS)).max(EXPORT_FORMATS.length),
  /** An absolute path; null: beside the recording. */
  outputDir: z.string().min(1).max(32_768).nullable(),
  /**
   * The file's name without its extension. `{name}`: the recording's name; `{date}`: the day it was transcribed,
   * `{model}`, `{language}`.
   */
  nameTemplate: z.string().min(1).max(200),
  /** What happens to a file that is there already: kept (the new one is numbered) or replaced. */
  onCollision: z.enum(['number', 'replace']),
});
export type ExportRule = z.infer<typeof exportRuleSchema>;

/** No files: the text stays in the queue. */
export const NO_EXPORT: ExportRule = {
  formats: [],
  outputDir: null,
  nameTemplate: '{name}',
  onCollision: 'number',
};
