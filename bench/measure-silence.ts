import { basename, extname, join } from 'node:path';
import type { Bench } from './bench.ts';
import { atMost, markdownTable, type Section } from './report.ts';
import { bytesOf, decodeSound, SAMPLE_RATE_HZ, silence, writeWav } from './sound.ts';
import { type NoiseColour, synthesiseNoise } from './synthesise-noise.ts';

const SECONDS = 60;
/** Loud, and short enough that its repetition makes a rhythm: what models most readily take for speech. */
const LOOP_SECONDS = 11;
const LOUD_DB = -13;
const QUIET_DB = -35;
const SEED = 2026;

/** Recordings without a spoken word, through Earshot and, to compare, through whisper-cli. */
export async function measureSilence({ paths, options, ffmpeg, competitors, log }: Bench): Promise<Section> {
  const loop = (colour: NoiseColour) => {
    const once = bytesOf(synthesiseNoise(colour, LOOP_SECONDS * SAMPLE_RATE_HZ, LOUD_DB, SEED));
    return Array.from({ length: Math.ceil(SECONDS / LOOP_SECONDS) }, () => once);
  };
  const pieces: [name: string, pieces: Buffer[]][] = [
    ['digital silence', [silence(SECONDS)]],
    ['quiet pink noise', [bytesOf(synthesiseNoise('pink', SECONDS * SAMPLE_RATE_HZ, QUIET_DB, SEED))]],
    ['loud white noise, looped', loop('white')],
    ['loud pink noise, looped', loop('pink')],
    ['loud brown noise, looped', loop('brown')],
  ];
  for (const file of options.noiseFiles)
    pieces.push([basename(file, extname(file)), [await decodeSound(ffmpeg, file)]]);

  const rows = [
    ['recording without speech', 'words', 'discarded', `words of ${competitors.shippedDefaults.name}`],
  ];
  let words = 0;
  for (const [name, sound] of pieces) {
    const file = join(paths.work, 'sound', `${name.replaceAll(/[^a-z0-9]+/giu, '-')}.wav`);
    await writeWav(file, sound);
    const ours = await competitors.earshot.transcribe(file);
    const theirs = await competitors.shippedDefaults.transcribe(file);
    const ourWords = countWords(ours.text);
    words += ourWords;
    log(`silence: ${name}, ${ourWords} words`);
    const discarded = ours.discarded.map(({ reason, text }) => `${reason}: “${text.trim()}”`).join('; ');
    rows.push([name, String(ourWords), discarded || 'nothing', String(countWords(theirs.text))]);
  }
  return {
    heading: 'Silence and noise',
    body: `${SECONDS} s each; loud is ${LOUD_DB} dBFS, quiet ${QUIET_DB} dBFS.\n\n${markdownTable(rows)}`,
    verdicts: [atMost('words made of silence and noise', words, 0, '', 0)],
  };
}

/** Everything counts, remarks like "[Music]" too, which the comparison of texts would leave out. */
function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== '').length;
}
