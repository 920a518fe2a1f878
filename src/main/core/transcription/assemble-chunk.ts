import type { EarshotError, ErrorCode } from '../../../shared/errors.ts';
import type { Discarded, ReviewMark, Segment } from '../../../shared/transcript.ts';
import type { ChunkResult } from '../engine/engine.ts';
import { alignWords } from './align-words.ts';
import type { DecodedChunk } from './decode-chunk.ts';
import { orderWords } from './order-words.ts';
import type { Chunk } from './plan-chunks.ts';
import type { ChunkPart } from './recover-chunk.ts';
import { isSoundDescription } from './sound-description.ts';
import { joinWords, wordsFromTokens } from './words-from-tokens.ts';

/** A stretch with speech that the engine did not get through, in media time. */
export type TextGap = {
  readonly startMs: number;
  readonly endMs: number;
  /** As in the segments. */
  readonly channel: number | null;
  readonly code: ErrorCode;
};

/** One chunk's share of the transcript, in media time. */
export type AssembledChunk = {
  readonly segments: readonly Segment[];
  /** Gaps included. */
  readonly review: readonly ReviewMark[];
  readonly discarded: readonly Discarded[];
  readonly gaps: readonly TextGap[];
};

/**
 * Puts a chunk together from its parts.
 *
 * @param parts in the order of the recording
 * @param channel of the source when channels are kept apart, else null
 */
export function assembleParts(parts: readonly ChunkPart[], channel: number | null): AssembledChunk {
  return parts.reduce<AssembledChunk>(
    (before, part) => {
      const { segments, review, discarded, gaps } =
        part.kind === 'decoded'
          ? assembleChunk(part.decoded, part.chunk, channel, before.segments.length)
          : gapIn(part.chunk, channel, part.error);
      return {
        segments: [...before.segments, ...segments],
        review: [...before.review, ...review],
        discarded: [...before.discarded, ...discarded],
        gaps: [...before.gaps, ...gaps],
      };
    },
    { segments: [], review: [], discarded: [], gaps: [] },
  );
}

function gapIn({ startMs, endMs }: Chunk, channel: number | null, error: EarshotError): AssembledChunk {
  const note = `Not transcribed: ${error.message}`;
  return {
    segments: [],
    review: [{ reason: 'not-transcribed', startMs, endMs, note, channel }],
    discarded: [],
    gaps: [{ startMs, endMs, channel, code: error.code }],
  };
}

/**
 * Turns what the engine made of a chunk into segments of the transcript.
 *
 * @param channel of the source when channels are kept apart, else null
 * @param firstIndex of the segments, when others of the same chunk come before them
 */
export function assembleChunk(
  decoded: DecodedChunk,
  chunk: Chunk,
  channel: number | null,
  firstIndex = 0,
): AssembledChunk {
  const { result, suspicions, replaced } = decoded;
  const toMedia = (ms: number) => Math.min(chunk.startMs + Math.max(ms, 0), chunk.endMs);
  const discard = (
    { startMs, endMs, text }: { startMs: number; endMs: number; text: string },
    reason: Discarded['reason'],
  ): Discarded => ({ reason, startMs: toMedia(startMs), endMs: toMedia(endMs), text: text.trim(), channel });
  return {
    segments: segmentsOf(result, chunk, channel, firstIndex),
    review: suspicions.map((suspicion) => ({
      reason: suspicion.reason,
      startMs: toMedia(suspicion.startMs),
      endMs: toMedia(suspicion.endMs),
      note: suspicion.note,
      channel,
    })),
    discarded: [
      ...result.done.discarded.map((text) => discard(text, text.reason)),
      ...result.segments
        .filter((segment) => isSoundDescription(segment.text))
        .map((segment) => discard(segment, 'sound-description')),
      ...replaced.flatMap((lost) => lost.segments).map((segment) => discard(segment, 'replaced')),
    ],
    gaps: [],
  };
}

function segmentsOf(
  result: ChunkResult,
  chunk: Chunk,
  channel: number | null,
  firstIndex: number,
): Segment[] {
  const language = result.done.language ?? '';
  const spoken = result.segments
    .filter((event) => !isSoundDescription(event.text))
    .map((event) => ({
      event,
      words: wordsFromTokens(event.tokens, language).map((word) => ({
        ...word,
        startMs: word.startMs + chunk.startMs,
        endMs: word.endMs + chunk.startMs,
      })),
    }))
    .filter(({ words }) => words.length > 0);
  const marked = spoken.flatMap(({ words }) =>
    words.map((word, index) => ({ word, endsSegment: index === words.length - 1 })),
  );
  const ordered = orderWords(alignWords(marked, chunk.spans), chunk.startMs, chunk.endMs);
  let next = 0;
  return spoken.map(({ event, words: before }, index) => {
    const words = ordered?.slice(next, next + before.length) ?? [];
    next += before.length;
    const text = joinWords(before).normalize('NFC');
    return {
      id: `${channel === null ? 'm' : channel}-${chunk.index}-${firstIndex + index}`,
      // More words than milliseconds: the chunk as a whole is all that can be said about their place.
      startMs: words[0]?.startMs ?? chunk.startMs,
      endMs: words.at(-1)?.endMs ?? chunk.endMs,
      text,
      originalText: text,
      words,
      language,
      speaker: null,
      channel,
      averageLogProbability: event.averageLogProbability,
      noSpeechProbability: event.noSpeechProbability,
      temperature: event.temperature,
    };
  });
}
