import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SoundFile } from '../prepare-sound.ts';
import { readRecordings } from '../recordings.ts';
import { decodeSound, durationSeconds, silence, writeWav } from '../sound.ts';

export type LongRecordings = {
  readonly hour: SoundFile;
  readonly threeHours: SoundFile;
};

const PAUSE_SECONDS = 2;

/**
 * The long recordings of the fixtures, one after another and over again until the wanted length is reached.
 *
 * @param fixtures folder of the recordings
 * @param folder where the files go
 */
export async function prepareLongRecordings(
  ffmpeg: string,
  fixtures: string,
  folder: string,
): Promise<LongRecordings> {
  await mkdir(folder, { recursive: true });
  const once: Buffer[] = [];
  for (const recording of (await readRecordings(fixtures)).long) {
    once.push(await decodeSound(ffmpeg, recording.file), silence(PAUSE_SECONDS));
  }
  const write = async (name: string, minutes: number): Promise<SoundFile> => {
    const times = Math.ceil((minutes * 60) / durationSeconds(once));
    const pieces = Array.from({ length: times }, () => once).flat();
    const file = join(folder, `${name}.wav`);
    await writeWav(file, pieces);
    return { file, seconds: durationSeconds(pieces) };
  };
  return {
    hour: await write('hour', 60),
    threeHours: await write('three-hours', 180),
  };
}
