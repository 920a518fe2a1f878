import type { Transcript } from '../../../shared/transcript.ts';

/** The whole transcript in Earshot's own, versioned shape; `transcriptSchema` reads it back. */
export function renderJson(transcript: Transcript): string {
  return `${JSON.stringify(transcript, null, 2)}\n`;
}
