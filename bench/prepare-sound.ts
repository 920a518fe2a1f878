import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recordings } from './recordings.ts';
import { decodeSound, durationSeconds, SAMPLE_RATE_HZ, silence, writeWav } from './sound.ts';

/** A WAV file with what is known about it. */
export type SoundFile = { readonly file: string; readonly seconds: number };

export type PreparedSound = {
  /** The long recordings one after another, four times over: about a quarter of an hour. */
  readonly quarterHour: SoundFile;
  /** Its samples without a header, for the engine alone. */
  readonly quarterHourSamples: { readonly pcm: string; readonly sampleCount: number };
  /** The same recordings until a full hour is reached. */
  readonly hour: SoundFile;
  /** Each recording by itself, with its words. */
  readonly withWords: readonly SpokenSound[];
  /** The same, one after another in a single file, as a talk or an interview comes. */
  readonly joinedWithWords: SpokenSound;
};

/** Sound of which every word is known. */
export type SpokenSound = { readonly file: string; readonly text: string };

const PAUSE_SECONDS = 2;
const REPETITIONS = 4;

/**
 * Decodes the recordings once and writes what the benchmark listens to as 16 kHz mono WAV, so that all engines hear the same samples.
 *
 * @param folder where the files go
 */
export async function prepareSound(
  ffmpeg: string,
  recordings: Recordings,
  folder: string,
): Promise<PreparedSound> {
  await mkdir(folder, { recursive: true });
  const pause = silence(PAUSE_SECONDS);
  const once: Buffer[] = [];
  const joined: Buffer[] = [];
  const withWords: SpokenSound[] = [];
  for (const recording of [...recordings.long, ...recordings.short]) {
    const pcm = await decodeSound(ffmpeg, recording.file);
    const file = join(folder, `${recording.name}.wav`);
    await writeWav(file, [pcm]);
    withWords.push({ file, text: recording.text });
    joined.push(pcm, pause);
    if (recordings.long.includes(recording)) once.push(pcm, pause);
  }
  const hourRepetitions = Math.ceil(3600 / durationSeconds(once));
  const quarterHour = await writeRepeated(join(folder, 'quarter-hour.wav'), once, REPETITIONS);
  const joinedFile = join(folder, 'joined.wav');
  await writeWav(joinedFile, joined);
  const pcm = join(folder, 'quarter-hour.pcm');
  await writeFile(pcm, Array.from({ length: REPETITIONS }, () => once).flat());
  return {
    quarterHour,
    quarterHourSamples: { pcm, sampleCount: Math.round(quarterHour.seconds * SAMPLE_RATE_HZ) },
    hour: await writeRepeated(join(folder, 'hour.wav'), once, hourRepetitions),
    withWords,
    joinedWithWords: { file: joinedFile, text: withWords.map(({ text }) => text).join('\n') },
  };
}

async function writeRepeated(file: string, once: readonly Buffer[], times: number): Promise<SoundFile> {
  const pieces = Array.from({ length: times }, () => once).flat();
  await writeWav(file, pieces);
  return { file, seconds: durationSeconds(pieces) };
}
