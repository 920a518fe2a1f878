import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { chooseTrack } from '../../src/main/core/media/choose-track.ts';
import { peaksOfFiles, peaksOfRecording } from '../../src/main/core/media/peaks.ts';
import { writePlaybackCopy } from '../../src/main/core/media/playback-copy.ts';
import { probeMedia } from '../../src/main/core/media/probe.ts';
import { SmallDisk } from '../support/fault-disk.ts';
import {
  beeps,
  decodeAll,
  ffmpeg,
  fixture,
  never,
  picture,
  type Span,
  temporaryFolder,
  tools,
} from '../support/make-media.ts';

const TOLERANCE_SECONDS = 0.03;

async function trackOf(file: string, index: number | null = null) {
  const info = await probeMedia(file, tools, { signal: never });
  return { file, info, track: chooseTrack(info, index, file), tools, signal: never };
}

/** The copy that is played, and what it is. */
async function copyOf(file: string, index: number | null = null) {
  const path = join(await temporaryFolder(), 'copy.ogg');
  await writePlaybackCopy(await trackOf(file, index), path);
  return { path, info: await probeMedia(path, tools, { signal: never }) };
}

async function expectSound(path: string, ...expected: readonly Span[]): Promise<void> {
  const heard = (await decodeAll(path)).spans[0] ?? [];
  expect(heard).toHaveLength(expected.length);
  for (const [index, span] of expected.entries()) {
    for (const edge of [0, 1] as const) {
      expect(Math.abs((heard[index]?.[edge] ?? Number.NaN) - span[edge])).toBeLessThan(TOLERANCE_SECONDS);
    }
  }
}

const beep = beeps(3, [0.5, 1]);
const lateInput = ['-itsoffset', '1.94', ...beep];

test('a copy is Ogg Opus of the same length, in mono for one channel and in stereo for more', async () => {
  const folder = await temporaryFolder();
  const mono = await copyOf(fixture('jfk.wav'));
  expect(mono.info).toMatchObject({ container: 'ogg', tracks: [{ codec: 'opus', channels: 1 }] });
  expect(Math.abs((mono.info.durationMs ?? 0) - 11_000)).toBeLessThan(30);
  // 48 kbit/s of eleven seconds, and no more than half as much again.
  expect(mono.info.sizeBytes).toBeLessThan(100_000);
  const surround = ffmpeg(folder, ...beep, '-ac', '6', '-c:a', 'ac3', 'a.ac3');
  expect((await copyOf(surround)).info.tracks).toMatchObject([{ codec: 'opus', channels: 2 }]);
});

test.each([
  ['mkv', ['-c:v', 'mpeg4', '-c:a', 'aac']],
  ['mp4', ['-c:v', 'mpeg4', '-c:a', 'aac']],
  ['ts', ['-c:v', 'mpeg2video', '-c:a', 'mp2']],
])(
  'sound that sets in 1.94 s after the picture keeps its place in the copy (%s)',
  async (extension, codecs) => {
    const folder = await temporaryFolder();
    const streams = ['-map', '0:v', '-map', '1:a', ...codecs];
    const file = ffmpeg(folder, ...picture(5), ...lateInput, ...streams, `a.${extension}`);
    await expectSound((await copyOf(file)).path, [2.44, 2.94]);
  },
);

test('sound alone that begins late on its time line keeps its place in the copy', async () => {
  const file = ffmpeg(await temporaryFolder(), ...lateInput, '-copyts', '-c:a', 'alac', 'a.m4a');
  await expectSound((await copyOf(file)).path, [2.44, 2.94]);
});

test('a hole in the sound stays a hole in the copy', async () => {
  const folder = await temporaryFolder();
  const hole = "aselect='lt(t,1)+gt(t,4)'";
  const file = ffmpeg(folder, ...beeps(6, [0.5, 0.9], [5, 5.5]), '-af', hole, '-c:a', 'aac', 'a.mkv');
  await expectSound((await copyOf(file)).path, [0.5, 0.9], [5, 5.5]);
});

test('the copy is of the track that was transcribed', async () => {
  const folder = await temporaryFolder();
  const second = [...beeps(3, [2, 2.5]), '-map', '0:a', '-map', '1:a'];
  const file = ffmpeg(folder, ...beep, ...second, '-c:a', 'aac', 'a.mkv');
  await expectSound((await copyOf(file, 1)).path, [2, 2.5]);
});

test('a copy that nobody wants any more ends at once, with its processes', async () => {
  const folder = await temporaryFolder();
  const silence = ['-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-t', '7200'];
  const long = ffmpeg(folder, ...silence, '-c:a', 'flac', 'long.flac');
  const stop = new AbortController();
  const ends: Promise<unknown>[] = [];
  const onSpawn = (child: ChildProcess): void => void ends.push(once(child, 'exit'));
  const copying = writePlaybackCopy(
    { ...(await trackOf(long)), signal: stop.signal, onSpawn },
    join(folder, 'copy.ogg'),
  );
  expect(ends).toHaveLength(2);
  stop.abort();
  await expect(copying).rejects.toMatchObject({ code: 'cancelled' });
  expect(await Promise.all(ends)).toEqual([
    [null, 'SIGKILL'],
    [null, 'SIGKILL'],
  ]);
});

test('a full disk is told as one', async (context) => {
  const folder = await temporaryFolder();
  const disk = SmallDisk.mount(folder, 1024 * 1024);
  if (disk === null) {
    context.skip('this user may not mount a disk');
    return;
  }
  onTestFinished(() => disk.unmount());
  disk.fillUpTo(8 * 1024);
  const copying = writePlaybackCopy(await trackOf(fixture('jfk.wav')), join(folder, 'copy.ogg'));
  await expect(copying).rejects.toMatchObject({ code: 'disk-full' });
});

test('an ffmpeg that cannot be had and a place that cannot be written are told as what they are', async () => {
  const folder = await temporaryFolder();
  const track = await trackOf(fixture('jfk.wav'));
  const missing = { ...track, tools: { ffmpegPath: join(folder, 'nowhere') } };
  await expect(writePlaybackCopy(missing, join(folder, 'a.ogg'))).rejects.toMatchObject({
    code: 'ffmpeg-missing',
  });
  await expect(writePlaybackCopy(track, join(folder, 'no', 'such', 'folder.ogg'))).rejects.toMatchObject({
    code: 'output-not-writable',
  });
});

test('a picture of the loudness is the same from the working file and from the recording', async () => {
  const { streams } = await decodeAll(fixture('jfk.mp3'));
  const fromFile = await peaksOfFiles(
    streams.map(({ path }) => path),
    never,
  );
  const fromRecording = await peaksOfRecording({ ...(await trackOf(fixture('jfk.mp3'))), channels: 'mix' });
  expect(fromFile).toEqual(fromRecording);
  expect(fromFile).toHaveLength(110);
  expect(Math.max(...fromFile)).toBeGreaterThan(100);
});

test('of channels that are transcribed apart the louder one counts', async () => {
  const folder = await temporaryFolder();
  const file = ffmpeg(
    folder,
    '-f',
    'lavfi',
    '-i',
    "aevalsrc='0.9*lt(t,1)|0.4*gte(t,1)':s=16000:d=2",
    '-c:a',
    'pcm_s16le',
    'a.wav',
  );
  const { streams } = await decodeAll(file, { channels: 'split' });
  const fromFiles = await peaksOfFiles(
    streams.map(({ path }) => path),
    never,
  );
  expect(fromFiles).toEqual(await peaksOfRecording({ ...(await trackOf(file)), channels: 'split' }));
  expect([fromFiles.length, fromFiles[5], fromFiles[15]]).toEqual([20, 229, 102]);
});

test('looking at a long file stops when nobody wants it any more', async () => {
  const { streams } = await decodeAll(fixture('jfk.mp3'));
  const stop = new AbortController();
  stop.abort();
  const path = streams[0]?.path ?? '';
  await expect(peaksOfFiles([path], stop.signal)).rejects.toThrow('aborted');
  expect((await readFile(path)).length).toBeGreaterThan(0);
});
