import { join } from 'node:path';
import { ffmpeg, fixture } from '../../support/make-media.ts';

/** Somebody reads for two minutes: some five parts of text. */
export const READING = fixture('printing-1.flac');
export const READING_NAME = 'printing-1.flac';

/** The same over and over: half an hour, work for longer than any test takes. Each name is another recording to the queue. */
export function longReading(folder: string, name = 'long.flac'): string {
  return repeatedReading(folder, name, 16);
}

/** The same several times over. */
export function repeatedReading(folder: string, name: string, times: number): string {
  const loops = ['-stream_loop', String(times - 1), '-i', READING];
  return ffmpeg(folder, ...loops, '-c', 'copy', '-metadata', `title=${name}`, name);
}

/** Two hours in which nobody speaks: the sound is read and listened to for seconds before a word could be found. */
export function longSilence(folder: string): string {
  return ffmpeg(folder, '-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '7200', 'silence.flac');
}

/** A picture without sound. */
export function filmWithoutSound(folder: string): string {
  ffmpeg(folder, '-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=5:d=1', '-c:v', 'mpeg4', 'silent.mp4');
  return join(folder, 'silent.mp4');
}
