import type { Transcript } from '../../../shared/transcript.ts';
import { groupParagraphs } from './group-paragraphs.ts';

/** Plain text to read: paragraphs with an empty line between them, named when there are several voices. */
export function renderTxt(transcript: Transcript): string {
  return groupParagraphs(transcript)
    .map(({ label, text }) => `${label === null ? '' : `${label}: `}${text}\n`)
    .join('\n');
}
