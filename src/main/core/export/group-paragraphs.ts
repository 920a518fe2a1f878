import { groupSegments } from '../../../shared/reading/group-segments.ts';
import { labelVoices } from '../../../shared/reading/voices.ts';
import type { Transcript } from '../../../shared/transcript.ts';

type Paragraph = {
  readonly startMs: number;
  readonly text: string;
  /** Who speaks, when the recording has several voices. */
  readonly label: string | null;
};

/** A transcript as readable paragraphs, each with the name of its voice where there are several. */
export function groupParagraphs(transcript: Transcript): readonly Paragraph[] {
  const labelOf = labelVoices(transcript.segments);
  return groupSegments(transcript.segments).map(({ first, text }) => ({
    startMs: first.startMs,
    text,
    label: labelOf(first),
  }));
}
