import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EarshotError } from '../../src/shared/errors.ts';
import {
  beeps,
  decodeAll,
  ffmpeg,
  fixture,
  riffChunk,
  temporaryFolder,
  wavFile,
  wavFormat,
} from '../support/make-media.ts';

/** How a file ends that was written with this content: an error code, or `decoded`. */
async function outcome(name: string, content: Buffer): Promise<string> {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, content);
  return decodeAll(file).then(
    () => 'decoded',
    (error: unknown) => (error instanceof EarshotError ? error.code : String(error)),
  );
}

const format = riffChunk('fmt ', wavFormat(1, 16_000));
const second = Buffer.alloc(32_000, 1);

test('a WAV header without any sound has an empty track', async () => {
  expect(await outcome('a.wav', wavFile(format, riffChunk('data', Buffer.alloc(0))))).toBe('audio-empty');
});

test('a WAV file whose format chunk claims gigabytes is no media', async () => {
  const lying = riffChunk('fmt ', wavFormat(1, 16_000), 0x66666666);
  expect(await outcome('a.wav', wavFile(lying, riffChunk('data', second)))).toBe('not-media');
});

test('a WAV file without a data chunk is no media', async () => {
  expect(await outcome('a.wav', wavFile(format, riffChunk('HURF', second)))).toBe('not-media');
});

test('a WAV file with an impossible sample rate is no media', async () => {
  const absurd = riffChunk('fmt ', wavFormat(1, 1_098_820));
  expect(await outcome('a.wav', wavFile(absurd, riffChunk('data', Buffer.alloc(0x372))))).toBe('not-media');
});

test('a WAV file without a channel is no media', async () => {
  const silent = riffChunk('fmt ', wavFormat(0, 16_000));
  expect(await outcome('a.wav', wavFile(silent, riffChunk('data', second)))).toBe('not-media');
});

test.each([
  ['zero, as a recorder that lost power leaves it', 0],
  ['the largest number, as a pipe leaves it', 0xffffffff],
])('a WAV file whose data chunk claims a size of %s gives its sound', async (_, declaredBytes) => {
  const file = join(await temporaryFolder(), 'a.wav');
  await writeFile(file, wavFile(format, riffChunk('data', second, declaredBytes)));
  expect((await decodeAll(file)).decodedMs).toBe(1000);
});

test.each([
  ['jfk.mp3', 40_000, 5500],
  ['jfk.wav', 100_044, 3120],
  ['printing-1.flac', 300_000, 10_000],
  ['sonnet-clip.ogg', 30_000, 4000],
  ['sonnet-clip.webm', 30_000, 4100],
])('%s that was cut off gives what it holds', async (name, sizeBytes, atLeastMs) => {
  const file = join(await temporaryFolder(), name);
  await copyFile(fixture(name), file);
  await truncate(file, sizeBytes);
  const { decodedMs } = await decodeAll(file);
  expect(decodedMs).toBeGreaterThanOrEqual(atLeastMs);
  expect(decodedMs).toBeLessThan(atLeastMs * 1.2);
});

test('an MP4 file with its index in front that was cut off gives what it holds, with a warning', async () => {
  const folder = await temporaryFolder();
  const file = ffmpeg(folder, '-i', fixture('jfk.wav'), '-c:a', 'aac', '-movflags', '+faststart', 'a.m4a');
  await truncate(file, 60_000);
  const { decodedMs, warnings } = await decodeAll(file);
  expect(decodedMs).toBeGreaterThan(6000);
  expect(warnings).toEqual([
    expect.stringMatching(/^a\.m4a is damaged or cut off; what it holds was decoded \(/),
  ]);
});

test('noise in the middle of an MP3 file does not end the decoding', async () => {
  const file = join(await temporaryFolder(), 'a.mp3');
  const sound = await readFile(fixture('jfk.mp3'));
  sound.fill(0xa5, 30_000, 36_000);
  await writeFile(file, sound);
  expect((await decodeAll(file)).decodedMs).toBeGreaterThan(9500);
});

test('a track of which not one packet can be decoded fails', async () => {
  const folder = await temporaryFolder();
  const file = ffmpeg(folder, ...beeps(3, [0, 3]), '-c:a', 'aac', '-movflags', '+faststart', 'a.m4a');
  const content = await readFile(file);
  content.fill(0xff, content.indexOf('mdat') + 4);
  expect(await outcome('a.m4a', content)).toBe('decode-failed');
});
