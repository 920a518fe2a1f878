import { SAMPLES_PER_MS } from '../../src/main/core/engine/engine.ts';
import type { PcmStream } from '../../src/main/core/media/pcm-stream.ts';
import type { SpeechSpan } from '../../src/main/core/transcription/speech-track.ts';

/** A working file that is fully decoded. Nothing lies behind it: a scripted engine does not read. */
export function soundStream(durationMs: number, channel: number | null = null): PcmStream {
  const samples = durationMs * SAMPLES_PER_MS;
  return {
    path: channel === null ? 'mix.pcm' : `channel-${channel}.pcm`,
    channel,
    availableSamples: () => samples,
    waitFor: async () => ({ available: samples, ended: true }),
  };
}

/** From one talk to the next in {@link talks}. The pause between is so long that each talk gets a chunk of its own. */
export const TALK_EVERY_MS = 12_000;
/** Where the first talk begins: whole windows of speech detection. */
const TALK_FROM_MS = 1_600;
const TALK_MS = 4_000;

/** So many talks of four seconds with eight seconds of silence between them. */
export function talks(count: number, offsetMs = 0): SpeechSpan[] {
  return Array.from({ length: count }, (_, index) => {
    const startMs = offsetMs + TALK_FROM_MS + index * TALK_EVERY_MS;
    return { startMs, endMs: startMs + TALK_MS };
  });
}

/** Which talk a chunk that begins there holds. */
export function talkAt(chunkStartMs: number): number {
  return Math.floor(chunkStartMs / TALK_EVERY_MS);
}
