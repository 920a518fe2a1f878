import { RunnerEngine } from '../src/main/core/engine/runner-engine.ts';
import { DEFAULT_TIMING } from '../src/main/core/engine/runner-process.ts';
import type { PcmStream } from '../src/main/core/media/decode.ts';
import { feedChunks } from '../src/main/core/transcription/chunk-feed.ts';
import { DEFAULT_PLAN_RULES } from '../src/main/core/transcription/plan-chunks.ts';
import { SpeechScan } from '../src/main/core/transcription/speech-scan.ts';
import { type BareSetup, loadCommand } from './bare-engine.ts';
import type { SampleRange } from './runner-session.ts';

const SAMPLES_PER_MS = 16;

export type EarshotPlan = {
  readonly chunks: readonly SampleRange[];
  /** How long the engine took to find speech. */
  readonly speechScanMs: number;
};

/** Cuts a recording into the very chunks that Earshot cuts it into, by Earshot's own parts. */
export async function planLikeEarshot(
  setup: BareSetup,
  pcm: string,
  sampleCount: number,
): Promise<EarshotPlan> {
  const engine = new RunnerEngine({
    process: { ...DEFAULT_TIMING, executable: setup.executable },
    baselineExecutable: setup.executable,
    prepareLoad: async () => ({ request: loadCommand(setup), onLoaded: async () => {} }),
    onRestart: (reason) => {
      throw reason;
    },
  });
  try {
    const { signal } = new AbortController();
    await engine.ready(signal);
    const scan = new SpeechScan(completeStream(pcm, sampleCount), engine, signal);
    const chunks: SampleRange[] = [];
    for await (const { chunk } of feedChunks([scan], DEFAULT_PLAN_RULES)) {
      const firstSample = chunk.startMs * SAMPLES_PER_MS;
      const endSample = Math.min(chunk.endMs * SAMPLES_PER_MS, sampleCount);
      chunks.push({ pcm, firstSample, sampleCount: endSample - firstSample });
    }
    return { chunks, speechScanMs: scan.wallMs };
  } finally {
    await engine.close();
  }
}

/** A decoded file that lies there in full. */
function completeStream(path: string, sampleCount: number): PcmStream {
  return {
    channel: null,
    path,
    availableSamples: () => sampleCount,
    waitFor: () => Promise.resolve({ available: sampleCount, ended: true }),
  };
}
