import type { ReviewReason } from '../../../shared/transcript.ts';
import type { ChunkResult } from '../engine/engine.ts';
import { compressionRatio } from './compression-ratio.ts';
import type { Chunk } from './plan-chunks.ts';
import { isSoundDescription } from './sound-description.ts';

/** What can be doubtful about a text that is there. */
export type SuspicionReason = Exclude<ReviewReason, 'not-transcribed'>;

/** Something in a chunk's text that a recording of real speech seldom gives. */
export type Suspicion = {
  readonly reason: SuspicionReason;
  /** In ms from the start of the chunk. */
  readonly startMs: number;
  readonly endMs: number;
  readonly note: string;
};

/** One check of a finished chunk. Guards are independent: each can be switched off without touching the others. */
export type Guard = (result: ChunkResult, chunk: Chunk) => Suspicion[];

/** A phrase of up to this many tokens said over and over is a loop. */
const LONGEST_LOOP_TOKENS = 24;
/** This many times in a row; a short phrase must cover at least {@link MIN_LOOP_TOKENS} tokens as well. */
const MIN_LOOP_TURNS = 4;
const MIN_LOOP_TOKENS = 12;

/** The model repeats itself: the same run of tokens, or the same run of words written with other tokens. */
export const repetitionGuard: Guard = ({ segments }) => {
  const tokens = segments.flatMap((segment) =>
    segment.tokens.flatMap((token) => token.ids.map((id) => ({ key: String(id), segment }))),
  );
  const words = segments.flatMap((segment) => wordsOf(segment.text).map((key) => ({ key, segment })));
  const loop = findLoop(tokens.map((token) => token.key)) ?? null;
  const spoken = loop === null ? findLoop(words.map((word) => word.key)) : null;
  const from = loop === null ? words[spoken?.first ?? -1] : tokens[loop.first];
  const until = loop === null ? words[spoken?.last ?? -1] : tokens[loop.last];
  if (from === undefined || until === undefined) return [];
  const turns = (loop ?? spoken)?.turns ?? 0;
  return [
    {
      reason: 'repetition',
      startMs: from.segment.startMs,
      endMs: until.segment.endMs,
      note: `The same words come ${turns} times in a row.`,
    },
  ];
};

/** Whisper's own bound (openai/whisper, transcribe.py): text that compresses better than this repeats itself. */
const MAX_COMPRESSION_RATIO = 2.4;
/** Shorter texts never compress well enough to tell anything. */
const MIN_COMPRESSED_BYTES = 120;

/** The text as a whole compresses too well, as loops with small changes do. */
export const compressionGuard: Guard = ({ segments }) => {
  const text = segments.map((segment) => segment.text).join('');
  if (Buffer.byteLength(text) < MIN_COMPRESSED_BYTES) return [];
  const ratio = compressionRatio(text);
  if (ratio <= MAX_COMPRESSION_RATIO) return [];
  return [spanning(segments, 'compression', `The text repeats itself (compression ${ratio.toFixed(1)}).`)];
};

/** The runner has no score for text whose decoder failed: doubtful by nature. */
const UNSCORED = Number.NEGATIVE_INFINITY;

/** Below this the model guessed (openai/whisper's `logprob_threshold`), whatever temperature it ended on. */
const MIN_AVERAGE_LOG_PROBABILITY = -1;

/** The model itself was unsure about most of a phrase. */
export const confidenceGuard: Guard = ({ segments }) =>
  segments
    .filter((segment) => (segment.averageLogProbability ?? UNSCORED) < MIN_AVERAGE_LOG_PROBABILITY)
    .map((segment) => ({
      ...timesOf(segment),
      reason: 'low-confidence',
      note: 'The words were hard to make out.',
    }));

const LIKELY_NO_SPEECH = 0.6;
const HALF_SURE_LOG_PROBABILITY = -0.7;

/** Text where the model heard no speech and was not sure of its words either: often a phrase from its training. */
export const noSpeechGuard: Guard = ({ segments }) =>
  segments
    .filter(
      (segment) =>
        segment.noSpeechProbability > LIKELY_NO_SPEECH &&
        (segment.averageLogProbability ?? UNSCORED) < HALF_SURE_LOG_PROBABILITY,
    )
    .map((segment) => ({
      ...timesOf(segment),
      reason: 'possibly-no-speech',
      note: 'There may be no speech here.',
    }));

/** Auctioneers reach about 25 letters a second; nobody keeps 35 through a phrase. */
const MAX_LETTERS_PER_SECOND = 35;
const MIN_LETTERS = 20;

/** More text than anybody can say in the time: the model ran away, or a timestamp collapsed. */
export const speedGuard: Guard = ({ segments }) =>
  segments
    .filter((segment) => {
      const letters = segment.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
      const seconds = Math.max(segment.endMs - segment.startMs, 1) / 1000;
      return letters >= MIN_LETTERS && letters / seconds > MAX_LETTERS_PER_SECOND;
    })
    .map((segment) => ({
      ...timesOf(segment),
      reason: 'too-fast',
      note: 'More words than fit into the time.',
    }));

const MIN_UNHEARD_SPEECH_MS = 2_000;

/** Seconds of speech and not one word: the model gave up, which must not look like silence. */
export const silenceGuard: Guard = ({ segments }, chunk) => {
  const speechMs = chunk.spans.reduce((sum, span) => sum + span.endMs - span.startMs, 0);
  if (speechMs < MIN_UNHEARD_SPEECH_MS || segments.some(({ text }) => !isSoundDescription(text))) return [];
  return [
    {
      reason: 'nothing-recognised',
      startMs: 0,
      endMs: chunk.endMs - chunk.startMs,
      note: 'Somebody seems to speak here, but no words were recognised.',
    },
  ];
};

export const ALL_GUARDS: readonly Guard[] = [
  repetitionGuard,
  compressionGuard,
  confidenceGuard,
  noSpeechGuard,
  speedGuard,
  silenceGuard,
];

export function inspect(result: ChunkResult, chunk: Chunk, guards: readonly Guard[]): Suspicion[] {
  return guards.flatMap((guard) => guard(result, chunk));
}

type Loop = { readonly first: number; readonly last: number; readonly turns: number };

/** The longest stretch in which a phrase of fixed length follows itself often enough to be a loop. */
export function findLoop(keys: readonly string[]): Loop | null {
  let best: Loop | null = null;
  for (let period = 1; period <= LONGEST_LOOP_TOKENS; period++) {
    let matching = 0;
    for (let index = period; index <= keys.length; index++) {
      if (index < keys.length && keys[index] === keys[index - period]) {
        matching += 1;
        continue;
      }
      const length = matching + period;
      const turns = Math.floor(length / period);
      if (
        turns >= MIN_LOOP_TURNS &&
        length >= MIN_LOOP_TOKENS &&
        (best === null || length > best.last - best.first + 1)
      ) {
        best = { first: index - length, last: index - 1, turns };
      }
      matching = 0;
    }
  }
  return best;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}

function timesOf(segment: { startMs: number; endMs: number }): { startMs: number; endMs: number } {
  return { startMs: segment.startMs, endMs: segment.endMs };
}

function spanning(segments: ChunkResult['segments'], reason: SuspicionReason, note: string): Suspicion {
  return { reason, note, startMs: segments[0]?.startMs ?? 0, endMs: segments.at(-1)?.endMs ?? 0 };
}
