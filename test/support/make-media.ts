import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DecodeOptions, decodeAudio } from '../../src/main/core/media/decode.ts';
import { probeMedia } from '../../src/main/core/media/probe.ts';
import { type MediaTools, resolveFfmpeg } from '../../src/main/core/media/resolve-ffmpeg.ts';

const SAMPLE_RATE_HZ = 16_000;
/** The length over which loudness is judged: the resolution of {@link soundSpans}. */
const WINDOW_SAMPLES = 80;
const AUDIBLE = 2000;

/** From second to second. */
export type Span = readonly [from: number, to: number];

/** The ffmpeg under test, found as the product finds it: `FFMPEG_PATH=… vitest` tries another one. */
export const tools: MediaTools = await resolveFfmpeg(
  { env: process.env, platform: process.platform },
  new AbortController().signal,
);

export const never: AbortSignal = new AbortController().signal;

export function fixture(name: string): string {
  return resolve(import.meta.dirname, '../fixtures/audio', name);
}

/** The same sound in other bytes: to the queue, which knows recordings by their content, another recording. */
export function copyAsAnother(source: string, target: string): void {
  copyFileSync(source, target);
  appendFileSync(target, riffChunk('name', Buffer.from(target)));
}

/** A folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-media-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs ffmpeg in a folder and returns the path of its last argument, the output. */
export function ffmpeg(folder: string, ...args: readonly string[]): string {
  execFileSync(tools.ffmpegPath, ['-hide_banner', '-nostdin', '-y', '-loglevel', 'error', ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return join(folder, args.at(-1) ?? '');
}

/** An ffmpeg input: silence with tones of 1 kHz at the given places. */
export function beeps(lengthSeconds: number, ...spans: readonly Span[]): string[] {
  const sounding = ['0', ...spans.map(([from, to]) => `between(t,${from},${to})`)].join('+');
  return ['-f', 'lavfi', '-i', `aevalsrc='0.5*sin(2*PI*1000*t)*(${sounding})':s=48000:d=${lengthSeconds}`];
}

/** An ffmpeg input: a small moving test picture. */
export function picture(lengthSeconds: number): string[] {
  return ['-f', 'lavfi', '-i', `testsrc=size=64x64:rate=25:d=${lengthSeconds}`];
}

/** Where a working file is loud, in seconds. */
function soundSpans(pcmPath: string): Span[] {
  const pcm = readFileSync(pcmPath);
  const spans: Span[] = [];
  let from: number | null = null;
  const samples = pcm.length / 2;
  for (let at = 0; at < samples; at += WINDOW_SAMPLES) {
    let peak = 0;
    for (let one = at; one < Math.min(at + WINDOW_SAMPLES, samples); one += 1) {
      peak = Math.max(peak, Math.abs(pcm.readInt16LE(one * 2)));
    }
    if (peak > AUDIBLE) from ??= at;
    else if (from !== null) {
      spans.push([from / SAMPLE_RATE_HZ, at / SAMPLE_RATE_HZ]);
      from = null;
    }
  }
  if (from !== null) spans.push([from / SAMPLE_RATE_HZ, samples / SAMPLE_RATE_HZ]);
  return spans;
}

/** Probes a file and starts decoding it into a folder of its own. */
export async function startDecoding(file: string, options: Partial<DecodeOptions> = {}) {
  const info = options.info ?? (await probeMedia(file, tools, { signal: never }));
  const outputDirectory = options.outputDirectory ?? (await temporaryFolder());
  const usual = { file, info, track: null, channels: 'mix', outputDirectory, tools, signal: never } as const;
  return decodeAudio({ ...usual, ...options });
}

/** Decodes a file to its end and says where it is loud. */
export async function decodeAll(file: string, options: Partial<DecodeOptions> = {}) {
  const { track, streams, finished } = await startDecoding(file, options);
  const result = await finished;
  return {
    ...result,
    track,
    streams,
    spans: streams.map((stream) => soundSpans(stream.path)),
  };
}

/** A RIFF chunk; `declaredBytes` lets its header lie about its size. */
export function riffChunk(id: string, body: Buffer, declaredBytes = body.length): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, 0, 'latin1');
  header.writeUInt32LE(declaredBytes, 4);
  return Buffer.concat([header, body]);
}

/** The body of a WAV file's `fmt ` chunk for 16-bit PCM. */
export function wavFormat(channels: number, sampleRateHz: number): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRateHz, 4);
  format.writeUInt32LE((sampleRateHz * channels * 2) % 2 ** 32, 8);
  format.writeUInt16LE(channels * 2, 12);
  format.writeUInt16LE(16, 14);
  return format;
}

/** A WAV file of the given chunks. */
export function wavFile(...chunks: readonly Buffer[]): Buffer {
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...chunks]));
}

/** 16-bit PCM in which each channel sounds alone for the same time, one after the other. */
export function channelsInTurn(channels: number, sampleRateHz: number, secondsEach: number): Buffer {
  const framesEach = Math.round(sampleRateHz * secondsEach);
  const data = Buffer.alloc(framesEach * channels * channels * 2);
  for (let frame = 0; frame < framesEach * channels; frame += 1) {
    const channel = Math.floor(frame / framesEach);
    const tone = Math.round(20_000 * Math.sin((2 * Math.PI * 500 * frame) / sampleRateHz));
    data.writeInt16LE(tone, (frame * channels + channel) * 2);
  }
  return wavFile(riffChunk('fmt ', wavFormat(channels, sampleRateHz)), riffChunk('data', data));
}
