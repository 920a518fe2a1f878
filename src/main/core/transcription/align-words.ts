import type { Word } from '../../../shared/transcript.ts';
import type { SpeechSpan } from './speech-track.ts';

/** A word with what is known about the place behind it. */
export type WordToAlign = {
  readonly word: Word;
  /** Whether the model ended a segment after this word: it heard a pause there. */
  readonly endsSegment: boolean;
};

/** Pauses shorter than this lie within a phrase; Silero's edges are not sharp enough to cut words by them. */
const MIN_SILENCE_MS = 300;

/**
 * Puts words where speech is. Whisper's word times are certain to a few tenths of a second and know nothing of pauses: a
 * phrase often "begins" where the one before it ended, seconds before it is spoken. Silero knows where nobody speaks, so
 * the words are dealt out to the stretches of speech in order, by the cheapest assignment (a dynamic programme over
 * words and stretches), and then moved into their stretch.
 *
 * @param words in the order of the text, media time
 * @param spans speech, sorted, media time
 * @returns the same words; each overlaps the stretch of speech it belongs to, unless there is no speech at all
 */
export function alignWords(words: readonly WordToAlign[], spans: readonly SpeechSpan[]): Word[] {
  const stretches = joinNeighbours(spans);
  if (stretches.length === 0) return words.map(({ word }) => word);
  return assign(words, stretches).flatMap((group, index) => {
    const stretch = stretches[index];
    return stretch === undefined ? [] : moveInto(group, stretch);
  });
}

function joinNeighbours(spans: readonly SpeechSpan[]): SpeechSpan[] {
  const joined: SpeechSpan[] = [];
  for (const span of spans) {
    const previous = joined.at(-1);
    if (previous !== undefined && span.startMs - previous.endMs < MIN_SILENCE_MS) {
      joined[joined.length - 1] = { startMs: previous.startMs, endMs: span.endMs };
    } else {
      joined.push(span);
    }
  }
  return joined;
}

/**
 * Costs are in units of one second of displaced speech. A pause in the middle of a phrase is as unlikely as a word two
 * and a half seconds off; beyond one second Whisper's time tells nothing more about a word.
 */
const MID_PHRASE_BREAK_COST = 2.5;
const PUNCTUATION_BREAK_COST = 0.5;
const MAX_DISPLACEMENT_COST = 1;
/** From this length on, a word's time can be believed. */
const PLACED_WORD_MS = 150;
/** Speech of known length with too many or too few letters for it; people's pace varies, so it weighs half. */
const PACE_COST_PER_SECOND = 0.5;
/** A stretch of speech without any word is possible (a laugh, a cough), but a short word is likelier. */
const UNUSED_STRETCH_COST = 1;

/** Deals the words out to the stretches in order. @returns a group a stretch, empty ones included */
function assign(words: readonly WordToAlign[], stretches: readonly SpeechSpan[]): WordToAlign[][] {
  const letters = prefixSums(words.map(({ word }) => word.text.length + 1));
  const speechMs = stretches.reduce((sum, stretch) => sum + stretch.endMs - stretch.startMs, 0);
  const msPerLetter = speechMs / Math.max(letters[words.length] ?? 0, 1);
  // cheapest[i]: the least cost of having dealt out the first i words to the stretches so far.
  let cheapest: number[] = words.map(() => Number.POSITIVE_INFINITY);
  cheapest.unshift(0);
  const choices: number[][] = [];
  for (const [index, stretch] of stretches.entries()) {
    const displaced = prefixSums(words.map(({ word }) => displacementCost(word, stretch)));
    const isLast = index === stretches.length - 1;
    const next: number[] = [];
    const choice: number[] = [];
    for (let until = 0; until <= words.length; until++) {
      let best = Number.POSITIVE_INFINITY;
      let bestFrom = 0;
      for (let from = 0; from <= until; from++) {
        const spokenMs = ((letters[until] ?? 0) - (letters[from] ?? 0)) * msPerLetter;
        const paceSeconds = Math.abs(spokenMs - (stretch.endMs - stretch.startMs)) / 1000;
        const cost =
          (cheapest[from] ?? Number.POSITIVE_INFINITY) +
          (displaced[until] ?? 0) -
          (displaced[from] ?? 0) +
          paceSeconds * PACE_COST_PER_SECOND +
          (from === until ? UNUSED_STRETCH_COST : 0);
        if (cost < best) {
          best = cost;
          bestFrom = from;
        }
      }
      next.push(best + (isLast || until === 0 || until === words.length ? 0 : breakCost(words[until - 1])));
      choice.push(bestFrom);
    }
    cheapest = next;
    choices.push(choice);
  }
  return groupsFrom(words, choices);
}

/** Walks the choices back from the end: the last stretch ends with the last word. */
function groupsFrom(words: readonly WordToAlign[], choices: readonly number[][]): WordToAlign[][] {
  const groups: WordToAlign[][] = [];
  let until = words.length;
  for (const choice of choices.toReversed()) {
    const from = choice[until] ?? 0;
    groups.unshift(words.slice(from, until));
    until = from;
  }
  return groups;
}

function breakCost(word: WordToAlign | undefined): number {
  if (word === undefined || word.endsSegment) return 0;
  return /\p{P}$/u.test(word.word.text) ? PUNCTUATION_BREAK_COST : MID_PHRASE_BREAK_COST;
}

function displacementCost(word: Word, stretch: SpeechSpan): number {
  const middleMs = (word.startMs + word.endMs) / 2;
  const distanceMs = Math.max(stretch.startMs - middleMs, middleMs - stretch.endMs, 0);
  // Whisper gives words that it could not place no length at all.
  const certainty = Math.min((word.endMs - word.startMs) / PLACED_WORD_MS, 1);
  return Math.min(distanceMs / 1000, MAX_DISPLACEMENT_COST) * certainty;
}

function prefixSums(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  return sums;
}

/**
 * Moves a group into its stretch. What hangs over an end is squeezed in together with as much again of what lies inside, so
 * that the order and the rhythm of the words stay.
 */
function moveInto(group: readonly WordToAlign[], stretch: SpeechSpan): Word[] {
  // Not those of the first and the last word: the model's times are not always in order.
  const groupStartMs = Math.min(...group.map(({ word }) => word.startMs));
  const groupEndMs = Math.max(...group.map(({ word }) => word.endMs));
  const toTime = squeeze(groupStartMs, groupEndMs, stretch);
  return group.map(({ word }) => ({ ...word, startMs: toTime(word.startMs), endMs: toTime(word.endMs) }));
}

/** A monotonic map that brings the times of a group into its stretch. */
function squeeze(
  groupStartMs: number,
  groupEndMs: number,
  { startMs, endMs }: SpeechSpan,
): (ms: number) => number {
  // Nothing of the group lies inside: it takes the near end of the stretch, as much as it needs.
  if (groupEndMs <= startMs || groupStartMs >= endMs) {
    const lengthMs = Math.min(groupEndMs - groupStartMs, endMs - startMs);
    const fromMs = groupEndMs <= startMs ? startMs : endMs - lengthMs;
    const scale = lengthMs / Math.max(groupEndMs - groupStartMs, 1);
    return (ms) => Math.round(fromMs + (ms - groupStartMs) * scale);
  }
  const middleMs = (startMs + endMs) / 2;
  const headMs = Math.min(startMs + Math.max(startMs - groupStartMs, 0), middleMs);
  const tailMs = Math.max(endMs - Math.max(groupEndMs - endMs, 0), middleMs);
  return (ms) => {
    if (ms < headMs)
      return Math.round(headMs - ((headMs - ms) / (headMs - groupStartMs)) * (headMs - startMs));
    if (ms > tailMs) return Math.round(tailMs + ((ms - tailMs) / (groupEndMs - tailMs)) * (endMs - tailMs));
    return ms;
  };
}
