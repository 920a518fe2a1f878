import { ffmpeg, fixture } from './make-media.ts';

/** One voice, a sentence of 3 s each. */
const SENTENCES = ['austen-0880', 'austen-0930'] as const;
/** More than any part carries inside. */
const PAUSE_SECONDS = 6;

/** How its text begins. */
export const FIRST_SENTENCE = /^He was not an ill-disposed young man\./;

/**
 * Makes a recording of two parts, each of which is a sentence before a long pause: a part costs the real engine little more than
 * the pass of its encoder.
 *
 * @returns its path in the folder
 */
export function recordingInTwoParts(folder: string): string {
  const inputs = SENTENCES.flatMap((name) => ['-i', fixture(`${name}.wav`)]);
  const padded = SENTENCES.map((_, index) => `[${index}]apad=pad_dur=${PAUSE_SECONDS}[${index}p]`);
  const joined = '[0p][1p]concat=n=2:v=0:a=1';
  return ffmpeg(folder, ...inputs, '-filter_complex', [...padded, joined].join(';'), 'two-parts.wav');
}
