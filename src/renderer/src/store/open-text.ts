import type { Failure } from '../../../shared/errors.ts';
import type { ReviewMark, Segment } from '../../../shared/transcript.ts';
import type { OpenText } from './app-state.ts';

export type ChunkText = { readonly sequence: number; readonly segments: readonly Segment[] };

/** The text of a job that was just opened: nothing is known of it yet. */
export function openText(uid: string, revision: number): OpenText {
  return {
    uid,
    revision,
    phase: 'reading',
    chunks: new Map(),
    segments: [],
    review: [],
    warnings: [],
    failure: null,
  };
}

/** Takes in the text of chunks; of one that is there already, what comes now counts. */
export function addChunks(text: OpenText, revision: number, added: readonly ChunkText[]): OpenText {
  // A whole text changes by being read again, and what an older run still says is nobody's text any more.
  if (revision < text.revision || (text.phase === 'whole' && revision === text.revision)) return text;
  const base = revision === text.revision ? text : openText(text.uid, revision);
  const chunks = new Map(base.chunks);
  // Without chunks, what is shown is the text of the run before: it stays until there is a first part of the new one.
  let segments: readonly Segment[] = base.chunks.size === 0 ? [] : base.segments;
  for (const { sequence, segments: fresh } of added) {
    const isKnown = chunks.has(sequence);
    chunks.set(sequence, fresh);
    segments = isKnown ? inOrderOfTime([...chunks.values()].flat()) : withSegments(segments, fresh);
  }
  return { ...base, chunks, segments };
}

/** The run goes on after its end: the text stays on the screen until its parts have been read. */
export function againInWork(text: OpenText): OpenText {
  return { ...text, phase: 'reading', chunks: new Map(), review: [], failure: null };
}

/** The stored chunks have been read: what follows comes by events. */
export function nowLive(text: OpenText): OpenText {
  return text.phase === 'reading' ? { ...text, phase: 'live' } : text;
}

/** The whole transcript in place of its parts. */
export function wholeText(
  text: OpenText,
  transcript: {
    readonly segments: readonly Segment[];
    readonly review: readonly ReviewMark[];
    readonly warnings: readonly string[];
  },
): OpenText {
  const { segments, review, warnings } = transcript;
  return { ...text, phase: 'whole', chunks: new Map(), segments, review, warnings, failure: null };
}

export function unreadableText(text: OpenText, failure: Failure): OpenText {
  return { ...text, phase: 'failed', failure };
}

/** Most chunks come in the order of time: they are put behind the others, without sorting all. */
function withSegments(segments: readonly Segment[], fresh: readonly Segment[]): readonly Segment[] {
  const first = fresh[0];
  if (first === undefined) return segments;
  const last = segments.at(-1);
  const all = [...segments, ...fresh];
  return last === undefined || last.startMs <= first.startMs ? all : inOrderOfTime(all);
}

function inOrderOfTime(segments: readonly Segment[]): readonly Segment[] {
  return segments.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}
