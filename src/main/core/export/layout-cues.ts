import { inSpeakingOrder } from '../../../shared/reading/speaking-order.ts';
import { isSameVoice, labelVoices } from '../../../shared/reading/voices.ts';
import type { Segment, Transcript } from '../../../shared/transcript.ts';
import { displayColumns } from './display-columns.ts';
import { type Atom, splitAtoms } from './split-atoms.ts';
import { type CueAtoms, type CueLimits, splitCues } from './split-cues.ts';

/** One subtitle. Cues are in order, never overlap, and each stays on screen for some time. */
export type Cue = {
  readonly startMs: number;
  readonly endMs: number;
  /** One or two lines. */
  readonly lines: readonly string[];
  /** The lines as one text, with a space only where the language has one. */
  readonly text: string;
  /** Who speaks, when the recording has several voices. */
  readonly label: string | null;
};

/**
 * The usual limits of subtitling guides (Netflix, BBC): 42 columns hold 42 Latin letters or 21 Chinese characters;
 * 20 columns a second are 20 letters or 10 such characters.
 */
const LIMITS: CueLimits = { maxColumns: 42, minMs: 1000, maxMs: 7000, columnsPerSecond: 20 };

/** A cue never spans a silence this long. */
const LONG_PAUSE_MS = 1500;

/** What a cue keeps at least when voices speak over each other and have to take turns on screen. */
const TURN_MS = 200;

type DraftCue = Omit<Cue, 'startMs' | 'endMs'> & { startMs: number; endMs: number; readonly columns: number };

/**
 * Lays a transcript out as subtitles: at most two balanced lines of 42 columns, at most 7 s, at least 1 s and slow
 * enough to read (20 columns a second) where the next speech leaves the time, split where clauses end, never inside
 * a word or a grapheme cluster, and never across a change of voice.
 *
 * Where voices overlap, their cues follow each other: players stack simultaneous cues in their own ways. The text
 * stays in logical order with no direction marks added; players run the Unicode bidi algorithm themselves.
 */
export function layoutCues(transcript: Transcript): readonly Cue[] {
  const segments = inSpeakingOrder(transcript.segments);
  const labelOf = labelVoices(segments);
  const stretches = groupByVoice(segments).flatMap((group) => {
    const label = group[0] === undefined ? null : labelOf(group[0]);
    return splitAtPauses(splitAtoms(group, LIMITS.maxColumns)).map((atoms) => ({ label, atoms }));
  });
  const drafts = stretches.flatMap(({ label, atoms }, index) => {
    const nextStartMs = stretches[index + 1]?.atoms[0]?.startMs ?? Number.POSITIVE_INFINITY;
    return splitCues(atoms, nextStartMs, LIMITS).map((lines) => draftCue(lines, label));
  });
  const inOrder = drafts.toSorted((left, right) => left.startMs - right.startMs);
  takeTurns(inOrder);
  extendIntoSilence(inOrder, transcript.source.durationMs);
  return inOrder.map(({ startMs, endMs, lines, text, label }) => ({ startMs, endMs, lines, text, label }));
}

function groupByVoice(segments: readonly Segment[]): Segment[][] {
  const groups: Segment[][] = [];
  for (const segment of segments) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && isSameVoice(last, segment)) group.push(segment);
    else groups.push([segment]);
  }
  return groups;
}

function splitAtPauses(atoms: readonly Atom[]): Atom[][] {
  const stretches: Atom[][] = [];
  for (const atom of atoms) {
    const stretch = stretches.at(-1);
    const last = stretch?.at(-1);
    if (stretch !== undefined && last !== undefined && atom.startMs - last.endMs < LONG_PAUSE_MS)
      stretch.push(atom);
    else stretches.push([atom]);
  }
  return stretches;
}

function draftCue(lines: CueAtoms, label: string | null): DraftCue {
  const atoms = lines.flat();
  const text = joinAtoms(atoms);
  const startMs = atoms[0]?.startMs ?? 0;
  const spokenUntilMs = Math.max(startMs, ...atoms.map((atom) => atom.endMs));
  return {
    startMs,
    endMs: Math.min(spokenUntilMs, startMs + LIMITS.maxMs),
    // At least one: cues share time by this number.
    columns: Math.max(1, displayColumns(text)),
    lines: lines.map(joinAtoms),
    text,
    label,
  };
}

function joinAtoms(atoms: readonly Atom[]): string {
  return atoms.map((atom, index) => (index > 0 && atom.spaceBefore ? ` ${atom.text}` : atom.text)).join('');
}

/** Ends overlaps: two cues that want the same time share it by the length of their text. */
function takeTurns(cues: readonly DraftCue[]): void {
  for (let index = 1; index < cues.length; index += 1) {
    const previous = cues[index - 1];
    const cue = cues[index];
    if (previous === undefined || cue === undefined) return;
    const earliestMs = previous.startMs + TURN_MS;
    if (cue.startMs >= Math.max(previous.endMs, earliestMs)) continue;
    const wantedMs = Math.max(previous.endMs, cue.endMs) - previous.startMs;
    const shareMs = Math.round((wantedMs * previous.columns) / (previous.columns + cue.columns));
    const fairMs = Math.min(previous.startMs + shareMs, Math.max(cue.startMs, previous.endMs));
    cue.startMs = Math.max(cue.startMs, fairMs, earliestMs);
    cue.endMs = Math.max(cue.endMs, cue.startMs);
    previous.endMs = Math.min(previous.endMs, cue.startMs);
  }
}

function extendIntoSilence(cues: readonly DraftCue[], durationMs: number): void {
  cues.forEach((cue, index) => {
    const limitMs = cues[index + 1]?.startMs ?? Math.max(durationMs, cue.endMs, cue.startMs + TURN_MS);
    const readingMs = Math.ceil((cue.columns / LIMITS.columnsPerSecond) * 1000);
    const wantedMs = Math.max(cue.endMs, cue.startMs + Math.max(LIMITS.minMs, readingMs));
    cue.endMs = Math.min(wantedMs, limitMs, cue.startMs + LIMITS.maxMs);
  });
}
