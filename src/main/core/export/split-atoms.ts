import {
  mayBreakBetween,
  mayBreakInside,
  separatorBetween,
  startsWithClosingMark,
} from '../../../shared/reading/unspaced-scripts.ts';
import type { Segment } from '../../../shared/transcript.ts';
import { displayColumns } from './display-columns.ts';

/** The smallest piece of subtitle text: lines and cues end between atoms, never inside one. */
export type Atom = {
  readonly text: string;
  /** Whether a space stands before it when it is not the first of its line. */
  readonly spaceBefore: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly columns: number;
};

type TimedText = Omit<Atom, 'columns'>;

const WORDS = new Intl.Segmenter('en', { granularity: 'word' });
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** White space at which a line may end, and control characters; no-break spaces are not among them. */
const GAPS = '\\p{Cc}\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200A\\u2028\\u2029\\u205F\\u3000';
const BETWEEN_GAPS = new RegExp(`[^${GAPS}]+`, 'gu');
const ENDS_WITH_GAP = new RegExp(`[${GAPS}]$`, 'u');

/**
 * Cuts the text of one voice into atoms, in order, with starts that never go back.
 *
 * Text between two spaces is one atom. Scripts that use no spaces are cut at the word boundaries of a dictionary
 * (ICU), and a piece wider than `maxColumns` between grapheme clusters. A segment whose words do not spell its text
 * (none are known, or a person edited the text) is spread over its time by length.
 */
export function splitAtoms(segments: readonly Segment[], maxColumns: number): readonly Atom[] {
  const atoms: Atom[] = [];
  let latestMs = 0;
  let before = '';
  for (const segment of segments) {
    // Runs end with their segment, so that an hour of unspaced text is not one run.
    const runs = joinTouching(timedWords(segment, separatorBetween(before, segment.text) === ' '));
    for (const piece of runs.flatMap((run) => cutRun(run, maxColumns))) {
      const startMs = Math.max(piece.startMs, latestMs);
      latestMs = startMs;
      const atom = {
        ...piece,
        startMs,
        endMs: Math.max(piece.endMs, startMs),
        columns: displayColumns(piece.text),
      };
      const last = atoms.at(-1);
      const joined = last === undefined ? null : joinClosingMark(last, atom, maxColumns);
      if (joined === null) atoms.push(atom);
      else atoms[atoms.length - 1] = joined;
    }
    before = segment.text.trimEnd();
  }
  return atoms;
}

/** A mark written apart from its word (French `oui !`) would look lost at the start of a line. */
function joinClosingMark(last: Atom, atom: Atom, maxColumns: number): Atom | null {
  const columns = last.columns + 1 + atom.columns;
  if (!atom.spaceBefore || !startsWithClosingMark(atom.text) || columns > maxColumns) return null;
  return { ...last, text: `${last.text} ${atom.text}`, endMs: Math.max(last.endMs, atom.endMs), columns };
}

function timedWords(segment: Segment, isApart: boolean): TimedText[] {
  const result: TimedText[] = [];
  const words = spellsText(segment) ? segment.words : [{ ...segment, spaceBefore: isApart }];
  let spaceBefore = isApart;
  words.forEach((word, index) => {
    // The first word's own flag is not asked: engines trim the first space of a segment.
    if (index > 0) spaceBefore ||= word.spaceBefore;
    const text = word.text.toWellFormed();
    for (const match of text.matchAll(BETWEEN_GAPS)) {
      const part = match[0].trim();
      if (part === '') continue;
      spaceBefore ||= match.index > 0;
      const startMs = timeInside(word, match.index / text.length);
      const endMs = timeInside(word, (match.index + match[0].length) / text.length);
      result.push({ text: part, spaceBefore, startMs, endMs });
      spaceBefore = false;
    }
    spaceBefore ||= ENDS_WITH_GAP.test(text);
  });
  return result;
}

function spellsText(segment: Segment): boolean {
  return lettersOf(segment.words.map((word) => word.text).join('')) === lettersOf(segment.text);
}

function lettersOf(text: string): string {
  // Engines may compose the characters of words but not those of the text.
  return text.replace(/[\p{Cc}\s]+/gu, '').normalize('NFC');
}

function timeInside(span: { readonly startMs: number; readonly endMs: number }, share: number): number {
  return Math.round(span.startMs + Math.max(0, span.endMs - span.startMs) * share);
}

/** Groups pieces with no space between them: a cluster such as a flag can be spread over several of them. */
function joinTouching(words: readonly TimedText[]): TimedText[][] {
  const runs: TimedText[][] = [];
  for (const word of words) {
    const run = runs.at(-1);
    if (run === undefined || word.spaceBefore) runs.push([word]);
    else run.push(word);
  }
  return runs;
}

function cutRun(run: readonly TimedText[], maxColumns: number): TimedText[] {
  const text = run.map((word) => word.text).join('');
  const pieces = mayBreakInside(text) ? cutText(text, maxColumns) : [text];
  const result: TimedText[] = [];
  const timeAt = timeline(run);
  let offset = 0;
  for (const piece of pieces) {
    const endOffset = offset + piece.length;
    result.push({
      text: piece,
      spaceBefore: offset === 0 && (run[0]?.spaceBefore ?? false),
      startMs: timeAt(offset, 'start'),
      endMs: timeAt(endOffset, 'end'),
    });
    offset = endOffset;
  }
  return result;
}

function cutText(text: string, maxColumns: number): readonly string[] {
  const clusterStarts = new Set(Array.from(GRAPHEMES.segment(text), (cluster) => cluster.index));
  const pieces: string[] = [];
  let offset = 0;
  for (const piece of candidates(text, maxColumns)) {
    const last = pieces.at(-1);
    const joins = last !== undefined && (!clusterStarts.has(offset) || belongsTo(last, piece, maxColumns));
    if (joins) pieces[pieces.length - 1] = last + piece.text;
    else pieces.push(piece.text);
    offset += piece.text.length;
  }
  return pieces;
}

function belongsTo(last: string, piece: Candidate, maxColumns: number): boolean {
  if (piece.isForced || mayBreakBetween(last, piece.text)) return false;
  // With no unspaced script on either side this is one word, however long.
  if (!mayBreakInside(last) && !mayBreakInside(piece.text)) return true;
  return displayColumns(last + piece.text) <= maxColumns;
}

type Candidate = { readonly text: string; readonly isForced: boolean };

function candidates(text: string, maxColumns: number): readonly Candidate[] {
  return Array.from(WORDS.segment(text)).flatMap(({ segment }): readonly Candidate[] => {
    if (displayColumns(segment) <= maxColumns || !mayBreakInside(segment)) {
      return [{ text: segment, isForced: false }];
    }
    return Array.from(GRAPHEMES.segment(segment), (cluster) => ({ text: cluster.segment, isForced: true }));
  });
}

/** Media time at an offset (UTF-16 units) of the run's text; at a seam, of the word that starts or ends there. */
function timeline(run: readonly TimedText[]): (offset: number, edge: 'start' | 'end') => number {
  return (offset, edge) => {
    let wordStart = 0;
    let timeMs = run[0]?.startMs ?? 0;
    for (const word of run) {
      const wordEnd = wordStart + word.text.length;
      timeMs = timeInside(word, Math.min(1, (offset - wordStart) / word.text.length));
      if (offset < wordEnd || (edge === 'end' && offset === wordEnd)) break;
      wordStart = wordEnd;
    }
    return timeMs;
  };
}
