import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { MemoryWitness } from '../../src/main/core/engine/memory-witness.ts';
import { type DecodeOptions, decodeOptionsSchema } from '../../src/main/core/engine/runner-commands.ts';
import { RunnerEngine } from '../../src/main/core/engine/runner-engine.ts';

const script = join(import.meta.dirname, 'fake-runner.mjs');

export const TIMING = { tickMs: 20, hangAfterMs: 1000, loadHangAfterMs: 1000, cancelGraceMs: 200 } as const;

export const CHUNK = { pcmPath: 'not-read', firstSample: 0, sampleCount: 16_000 };
export const OPTIONS: DecodeOptions = decodeOptionsSchema.parse({ language: 'en' });

/** A computer on which nobody ever lacks memory. */
export const PLENTY: MemoryWitness = { availableBytes: () => 1024 ** 4, oomKills: () => 0 };

export type FakeEngine = {
  readonly engine: RunnerEngine;
  /** The codes of the reasons for which the engine told that it was started again. */
  readonly restarts: readonly string[];
  /** What the fake runners did, one line each: `start`, `start baseline`, `cancel`, `quit`, `stdin closed`. */
  readonly journal: () => string[];
  readonly starts: () => number;
};

/** An engine whose first `times` runners have a fault of `fake-runner.mjs`. It is closed with the test. */
export function fakeEngine(
  fault: string,
  times: number,
  executable = process.execPath,
  memory: MemoryWitness = PLENTY,
): FakeEngine {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-fake-'));
  const journal = join(folder, 'journal');
  // The same program under a name by which the script knows that it stands for the baseline build.
  const baselineExecutable = join(folder, 'baseline');
  symlinkSync(process.execPath, baselineExecutable);
  const restarts: string[] = [];
  const engine = new RunnerEngine({
    process: { ...TIMING, memory, executable, args: [script, JSON.stringify({ fault, times, journal })] },
    baselineExecutable,
    prepareLoad: async () => ({
      request: {
        model: { path: 'model', sizeBytes: null, sha256: null },
        vadModel: null,
        states: 1,
        threads: 1,
        device: 'cpu',
        memoryLimitBytes: null,
        heartbeatMs: 20,
      },
      onLoaded: async () => {},
    }),
    onRestart: (reason) => restarts.push(reason.code),
  });
  onTestFinished(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const lines = (): string[] =>
    existsSync(journal) ? readFileSync(journal, 'utf8').trimEnd().split('\n') : [];
  return {
    engine,
    restarts,
    journal: lines,
    starts: () => lines().filter((line) => line.startsWith('start')).length,
  };
}
