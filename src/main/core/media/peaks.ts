import { open } from 'node:fs/promises';
import { channelsOut, SAMPLE_RATE_HZ } from './decode-arguments.ts';
import { type PcmDecodeOptions, PcmDecoder } from './pcm-decoder.ts';
import { PeakMeter } from './peak-meter.ts';

const PIECE_BYTES = 64 * 1024;

/**
 * How loud decoded sound is, from the working files of all its channels, of which the loudest counts. Reads piece by piece:
 * whatever else this program does goes on in between.
 *
 * @param paths complete files of 16 kHz samples
 * @throws the signal's reason, and the errors of the file system
 */
export async function peaksOfFiles(paths: readonly string[], signal: AbortSignal): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for (const path of paths) all.push(await peaksOfFile(path, signal));
  const [first = new Uint8Array()] = all;
  return first.map((_, index) => Math.max(...all.map((peaks) => peaks[index] ?? 0)));
}

/**
 * As {@link peaksOfFiles}, from the recording itself, which is decoded for it and kept nowhere.
 *
 * @throws EarshotError `audio-empty`, `decode-failed`, `ffmpeg-missing`, `cancelled`
 */
export async function peaksOfRecording(options: Omit<PcmDecodeOptions, 'sampleRateHz'>): Promise<Uint8Array> {
  const meter = new PeakMeter(channelsOut(options));
  const sink = {
    append: async (frames: Buffer) => meter.hear(frames),
    end: async () => {},
    fail: async () => {},
  };
  await new PcmDecoder({ ...options, sampleRateHz: SAMPLE_RATE_HZ }, sink).run();
  return meter.finish();
}

async function peaksOfFile(path: string, signal: AbortSignal): Promise<Uint8Array> {
  await using file = await open(path, 'r');
  const meter = new PeakMeter(1);
  const piece = new Uint8Array(PIECE_BYTES);
  while (true) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(piece, 0, piece.length, null);
    if (bytesRead === 0) return meter.finish();
    meter.hear(piece.subarray(0, bytesRead - (bytesRead % 2)));
  }
}
