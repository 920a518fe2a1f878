import { z } from 'zod';

/** Media time: whole milliseconds from the start of the recording (container time, not decoder time). */
const mediaMs = z.int().nonnegative();

const probability = z.number().min(0).max(1);

/** One spoken word. Its text carries no spaces; punctuation stays with the word it belongs to. */
export const wordSchema = z.strictObject({
  text: z.string().min(1),
  startMs: mediaMs,
  endMs: mediaMs,
  /** Mean probability the model gave to the word's tokens. */
  probability,
  /**
   * Whether a space separates this word from the one before it. Scripts written without spaces (Chinese, Japanese,
   * Thai) have none, so joining words with spaces would change the text.
   */
  spaceBefore: z.boolean(),
});

/** Why a place in the text deserves a person's look. */
export const reviewReasonSchema = z.enum([
  'repetition',
  'compression',
  'low-confidence',
  'too-fast',
  'possibly-no-speech',
  'nothing-recognised',
  /** The engine did not get through: a gap. */
  'not-transcribed',
]);

export const reviewMarkSchema = z.strictObject({
  reason: reviewReasonSchema,
  startMs: mediaMs,
  endMs: mediaMs,
  /** One sentence for a person. */
  note: z.string(),
  /** As in the segments. */
  channel: z.int().nonnegative().nullable(),
});

/** A phrase as the model wrote it, with times inside the recording. */
export const segmentSchema = z.strictObject({
  /** Stable for the life of the transcript: `<channel or "m">-<chunk>-<index in chunk>`. */
  id: z.string().min(1),
  startMs: mediaMs,
  endMs: mediaMs,
  text: z.string().min(1),
  /** What the model wrote, unchanged by later edits. */
  originalText: z.string().min(1),
  words: z.array(wordSchema),
  /** ISO 639-1 code (Whisper's own list). */
  language: z.string().min(2),
  speaker: z.string().nullable(),
  /** Zero-based channel of the source when channels were kept apart, else null. */
  channel: z.int().nonnegative().nullable(),
  /** Null when the engine could not score the text. */
  averageLogProbability: z.number().nullable(),
  noSpeechProbability: probability,
  temperature: z.number().nonnegative(),
});

/**
 * Text that the model produced and that did not become part of the transcript: taken for silence, a description of sounds
 * such as `[Music]`, placed behind the end of the sound, broken off without a time, or replaced by a better try. Nothing is dropped without a trace.
 */
export const discardedSchema = z.strictObject({
  reason: z.enum(['no-speech', 'sound-description', 'outside-audio', 'unfinished', 'replaced']),
  startMs: mediaMs,
  endMs: mediaMs,
  text: z.string(),
  channel: z.int().nonnegative().nullable(),
});

export const transcriptSchema = z.strictObject({
  schema: z.literal('earshot.transcript/1'),
  source: z.strictObject({
    fileName: z.string(),
    durationMs: mediaMs,
    track: z.int().nonnegative(),
    channels: z.enum(['mix', 'split']),
  }),
  engine: z.strictObject({
    name: z.string(),
    variant: z.string(),
    backend: z.string(),
    model: z.string(),
    modelSha256: z.string(),
    quality: z.enum(['fast', 'balanced', 'accurate']),
    task: z.enum(['transcribe', 'translate']),
  }),
  language: z.strictObject({
    /** The main language of the text. */
    code: z.string(),
    /** How sure the model was; null when the person fixed the language. */
    probability: probability.nullable(),
    mode: z.enum(['detected', 'fixed', 'per-part']),
  }),
  /** False when the work was stopped before the end: the segments are what was finished. */
  complete: z.boolean(),
  segments: z.array(segmentSchema),
  review: z.array(reviewMarkSchema),
  /** What was wrong with the recording itself, such as an end that is cut off; sentences for a person. */
  warnings: z.array(z.string()),
  discarded: z.array(discardedSchema),
});

export type Word = z.infer<typeof wordSchema>;
export type ReviewReason = z.infer<typeof reviewReasonSchema>;
export type ReviewMark = z.infer<typeof reviewMarkSchema>;
export type Segment = z.infer<typeof segmentSchema>;
export type Discarded = z.infer<typeof discardedSchema>;
export type Transcript = z.infer<typeof transcriptSchema>;
