import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { MediaInfo } from '../../src/main/core/media/media-info.ts';
import { probeMedia } from '../../src/main/core/media/probe.ts';
import {
  beeps,
  channelsInTurn,
  decodeAll,
  ffmpeg,
  fixture,
  never,
  startDecoding,
  temporaryFolder,
  tools,
} from '../support/make-media.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();

/** What a probe tells of a recording that ffmpeg, or what is in its place, is to decode. */
let info: MediaInfo;
/** An hour of silence: small on disk, and a second of work for ffmpeg. */
let longRecording: string;

beforeAll(async () => {
  info = await probeMedia(fixture('jfk.wav'), tools, { signal: never });
  const silence = ['-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-t', '3600'];
  longRecording = ffmpeg(suite, ...silence, '-c:a', 'flac', 'long.flac');
});

/** A program in place of ffmpeg. */
async function scripted(script: string): Promise<{ ffmpegPath: string }> {
  const ffmpegPath = join(await temporaryFolder(), 'ffmpeg');
  await writeFile(ffmpegPath, `#!/bin/sh\n${script}\n`);
  await chmod(ffmpegPath, 0o755);
  return { ffmpegPath };
}

test('16 kHz PCM is passed through unchanged', async () => {
  const { streams, decodedMs, warnings } = await decodeAll(fixture('jfk.wav'));
  const source = await readFile(fixture('jfk.wav'));
  const decoded = await readFile(streams[0]?.path ?? '');
  expect(source.subarray(-decoded.length).equals(decoded)).toBe(true);
  expect([decodedMs, warnings]).toEqual([11_000, []]);
});

test.each([
  ['jfk.mp3', 11_000],
  ['printing-1.flac', 112_084],
  ['sonnet-clip.mp4', 8995],
  ['sonnet-clip.ogg', 8995],
  ['sonnet-clip.webm', 8998],
])('%s is decoded to its full length', async (name, lengthMs) => {
  const { decodedMs, warnings } = await decodeAll(fixture(name));
  expect(Math.abs(decodedMs - lengthMs)).toBeLessThan(100);
  expect(warnings).toEqual([]);
});

describe('other sound than 16-bit', () => {
  const kinds = [
    { kind: '8 kHz', encoding: ['-ar', '8000', '-c:a', 'pcm_s16le'], name: '8-khz.wav' },
    { kind: '192 kHz', encoding: ['-ar', '192000', '-c:a', 'pcm_s24le'], name: '192-khz.wav' },
    { kind: 'floating point', encoding: ['-c:a', 'pcm_f32le'], name: 'float.wav' },
    { kind: '64-bit floating point', encoding: ['-c:a', 'pcm_f64be'], name: 'double.aiff' },
    { kind: 'A-law', encoding: ['-ar', '8000', '-c:a', 'pcm_alaw'], name: 'a-law.au' },
  ];
  beforeAll(() => {
    ffmpeg(suite, ...beeps(2, [0.5, 1]), ...kinds.flatMap(({ encoding, name }) => [...encoding, name]));
  });

  test.each(kinds)('sound of $kind is decoded', async ({ name }) => {
    const { spans } = await decodeAll(join(suite, name));
    const [from, to] = spans[0]?.[0] ?? [];
    expect(spans[0]).toHaveLength(1);
    expect([from?.toFixed(1), to?.toFixed(1)]).toEqual(['0.5', '1.0']);
  });
});

test.each([2, 3, 6, 8, 10, 16])('in a mix of %i channels, each can be heard', async (channels) => {
  const file = join(await temporaryFolder(), 'a.wav');
  await writeFile(file, channelsInTurn(channels, 16_000, 0.25));
  const { streams } = await decodeAll(file);
  const pcm = await readFile(streams[0]?.path ?? '');
  const loudness = Array.from({ length: channels }, (_, channel) => {
    const middle = Math.round((channel + 0.5) * 0.25 * 16_000) * 2;
    const samples = Array.from({ length: 64 }, (_unused, index) => pcm.readInt16LE(middle + index * 2));
    return Math.max(...samples.map((sample) => Math.abs(sample)));
  });
  expect(loudness.filter((peak) => peak > 500)).toHaveLength(channels);
});

test.each([1, 2, 6, 10])('%i channels that are kept apart hold each its own sound', async (channels) => {
  const file = join(await temporaryFolder(), 'a.wav');
  await writeFile(file, channelsInTurn(channels, 16_000, 0.25));
  const { streams, spans } = await decodeAll(file, { channels: 'split' });
  expect(streams.map(({ channel }) => channel)).toEqual(
    Array.from({ length: channels }, (_, index) => index),
  );
  expect(new Set(streams.map((stream) => stream.availableSamples()))).toEqual(new Set([channels * 4000]));
  for (const [channel, heard] of spans.entries()) {
    expect(Math.abs((heard[0]?.[0] ?? 99) - channel * 0.25)).toBeLessThan(0.01);
    expect(Math.abs((heard.at(-1)?.[1] ?? 99) - (channel + 1) * 0.25)).toBeLessThan(0.01);
  }
});

test('the default track is taken unless another is asked for, and which one it was is told', async () => {
  const folder = await temporaryFolder();
  const inputs = [...beeps(2, [0.2, 0.4]), ...beeps(2, [1.2, 1.4]), '-map', '0', '-map', '1', '-c:a', 'aac'];
  const file = ffmpeg(folder, ...inputs, '-disposition:a:0', '0', '-disposition:a:1', 'default', 'a.mkv');
  const startOf = async (asked: number | null) => {
    const { track, spans } = await decodeAll(file, { track: asked });
    return [track, spans[0]?.[0]?.[0]?.toFixed(1)];
  };
  expect([await startOf(null), await startOf(0), await startOf(1)]).toEqual([
    [1, '1.2'],
    [0, '0.2'],
    [1, '1.2'],
  ]);
  await expect(startDecoding(file, { track: 2 })).rejects.toMatchObject({ code: 'track-not-found' });
});

test('samples can be read while the decoding goes on, and all of them once it has ended', async () => {
  const { streams, finished } = await startDecoding(longRecording);
  const [stream] = streams;
  const early = await stream?.waitFor(16_000, never);
  expect(early).toMatchObject({ ended: false });
  expect((await stat(stream?.path ?? '')).size).toBeGreaterThanOrEqual(32_000);
  expect(early?.available).toBeLessThan(3600 * 16_000);
  expect(await stream?.waitFor(Number.POSITIVE_INFINITY, never)).toEqual({
    available: 3600 * 16_000,
    ended: true,
  });
  expect((await finished).decodedMs).toBe(3_600_000);
});

test('a stopped decoding ends as cancelled, for those who wait too', async () => {
  const stop = new AbortController();
  const { streams, finished } = await startDecoding(longRecording, { signal: stop.signal });
  await streams[0]?.waitFor(16_000, never);
  const waiting = streams[0]?.waitFor(Number.POSITIVE_INFINITY, never);
  stop.abort();
  await Promise.all([
    expect(finished).rejects.toMatchObject({ code: 'cancelled' }),
    expect(waiting).rejects.toMatchObject({ code: 'cancelled' }),
  ]);
  const samples = streams[0]?.availableSamples();
  expect(samples).toBeLessThan(3600 * 16_000);
  await expect(streams[0]?.waitFor(1, never)).rejects.toMatchObject({ code: 'cancelled' });
});

test('a decoding that hangs is stopped as well, and its process is gone', async () => {
  const stop = new AbortController();
  const pidFile = join(await temporaryFolder(), 'pid');
  const hanging = await scripted(`exec 3>&-; echo $$ > ${pidFile}; head -c 3200 /dev/zero; exec sleep 600`);
  const { streams, finished } = await startDecoding('x.wav', { info, tools: hanging, signal: stop.signal });
  await streams[0]?.waitFor(1600, never);
  const pid = Number(await readFile(pidFile, 'utf8'));
  expect(process.kill(pid, 0)).toBe(true);
  stop.abort();
  await expect(finished).rejects.toMatchObject({ code: 'cancelled' });
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
});

test('a decoding that is stopped while its working files are made ends as cancelled', async () => {
  const stop = new AbortController();
  const outputDirectory = await temporaryFolder();
  const hanging = await scripted('exec sleep 600');
  const starting = startDecoding('x.wav', { info, outputDirectory, tools: hanging, signal: stop.signal });
  // `startDecoding` has no more to wait for: after this turn it waits for the file to be opened.
  await Promise.resolve();
  stop.abort();
  const { finished } = await starting;
  await expect(finished).rejects.toMatchObject({ code: 'cancelled' });
});

test('who gives up waiting does not stop the decoding', async () => {
  const { streams, finished } = await startDecoding(fixture('printing-1.flac'));
  const waiting = streams[0]?.waitFor(Number.POSITIVE_INFINITY, AbortSignal.abort());
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect((await finished).decodedMs).toBe(112_084);
});

test('an ffmpeg that delivers nothing is given up', async () => {
  const hanging = await scripted('head -c 3200 /dev/zero; exec sleep 600');
  const { finished } = await startDecoding('x.wav', { info, tools: hanging, stallLimitMs: 200 });
  await expect(finished).rejects.toMatchObject({
    code: 'decode-failed',
    message: 'x.wav could not be read to its end: nothing came for too long.',
  });
});

test('an ffmpeg that crashes half-way leaves what it had delivered, with a warning', async () => {
  const crashing = await scripted('head -c 32000 /dev/zero; kill -SEGV $$');
  const { finished } = await startDecoding('x.wav', { info, tools: crashing });
  const { decodedMs, warnings } = await finished;
  expect(decodedMs).toBe(1000);
  expect(warnings).toHaveLength(1);
});

test.each(['kill -KILL $$', 'kill -TERM $$', 'exit 255'])(
  'an ffmpeg that is stopped half-way (%s) does not leave half a recording as a whole one',
  async (end) => {
    const stopped = await scripted(`head -c 32000 /dev/zero; ${end}`);
    const { finished } = await startDecoding('x.wav', { info, tools: stopped });
    await expect(finished).rejects.toMatchObject({ code: 'decode-failed' });
  },
);

test('a message without end fills no memory, holds ffmpeg up in nothing and is told', async () => {
  const talkative = await scripted('head -c 8000000 /dev/zero | tr "\\0" x >&2; head -c 32000 /dev/zero');
  const { finished } = await startDecoding('x.wav', { info, tools: talkative });
  expect(await finished).toMatchObject({
    decodedMs: 1000,
    warnings: [expect.stringContaining('a line is longer than 65536 characters')],
  });
});

test('an ffmpeg that is not there is called missing', async () => {
  const { finished } = await startDecoding('x.wav', { info, tools: { ffmpegPath: '/nowhere/ffmpeg' } });
  await expect(finished).rejects.toMatchObject({ code: 'ffmpeg-missing' });
});

test.skipIf(process.platform !== 'linux')('a full disk is called that', async () => {
  const outputDirectory = await temporaryFolder();
  await symlink('/dev/full', join(outputDirectory, 'track-0.pcm'));
  const { streams, finished } = await startDecoding(fixture('jfk.mp3'), { outputDirectory });
  await expect(finished).rejects.toMatchObject({ code: 'disk-full' });
  await expect(streams[0]?.waitFor(1, never)).rejects.toMatchObject({ code: 'disk-full' });
});

test('a folder that is not there cannot be written', async () => {
  const outputDirectory = join(await temporaryFolder(), 'gone');
  const decoding = startDecoding(fixture('jfk.mp3'), { outputDirectory });
  await expect(decoding).rejects.toMatchObject({ code: 'output-not-writable' });
});

/** How much more memory there was at most while a file was decoded than before. */
async function highestGrowth(file: string, channels: 'mix' | 'split') {
  const before = process.memoryUsage();
  let [rss, arrayBuffers] = [0, 0];
  const { streams } = await startDecoding(file, { channels });
  for (let samples = 0, ended = false; !ended; samples += 16_000) {
    ended = (await streams[0]?.waitFor(samples, never))?.ended ?? true;
    const now = process.memoryUsage();
    rss = Math.max(rss, now.rss - before.rss);
    arrayBuffers = Math.max(arrayBuffers, now.arrayBuffers - before.arrayBuffers);
  }
  return { rss, arrayBuffers };
}

test('memory stays flat while an hour is decoded', async () => {
  // The samples alone are 115 MB.
  expect((await highestGrowth(longRecording, 'mix')).rss).toBeLessThan(80 * 1024 * 1024);
});

test('sound that was written down does not gather in memory', async () => {
  const silence = ['-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=stereo', '-t', '1200'];
  const file = ffmpeg(suite, ...silence, '-c:a', 'flac', 'stereo.flac');
  // A few pieces of 64 KB are on their way at a time; V8 by itself would let 32 MB of them gather.
  expect((await highestGrowth(file, 'split')).arrayBuffers).toBeLessThan(1_500_000);
});
