import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { MemoryWitness } from '../../src/main/core/engine/memory-witness.ts';
import { type DecodeOptions, decodeOptionsSchema } from '../../src/main/core/engine/runner-commands.ts';
import { RunnerEngine } from '../../src/main/core/engine/runner-engine.ts';
import type { RunnerProcessOptions } from '../../src/main/core/engine/runner-process.ts';
import type { Device } from '../../src/shared/job-options.ts';

const script = join(import.meta.dirname, 'fake-runner.mjs');

/** For an engine whose time is that of the computer. */
export const TIMING = { tickMs: 20, hangAfterMs: 1000, loadHangAfterMs: 1000, cancelGraceMs: 200 } as const;

const LIMITS = { tickMs: 500, hangAfterMs: 10_000, loadHangAfterMs: 10_000, cancelGraceMs: 5_000 } as const;
/** How much of the engine's time passes with a heartbeat: ten without progress are too many, five the patience of a cancel. */
const HEARTBEAT_MS = 1_000;

export type RunnerTime = Pick<RunnerProcessOptions, keyof typeof LIMITS | 'onSpawn'> & {
  /** How much has passed so far. */
  readonly passedMs: () => number;
};

/**
 * Until the end of the test, the engine's time is that of its runner: it passes with the heartbeats, and where the runner falls
 * silent, all that an engine waits for passes at once. So a runner that the computer has no time for does not seem to hang.
 */
export function runnerTime(): RunnerTime {
  if (!vi.isFakeTimers()) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
  }
  let passedMs = 0;
  const pass = (ms: number): void => {
    // A runner that was replaced may still be heard after the test.
    if (!vi.isFakeTimers()) return;
    passedMs += ms;
    vi.advanceTimersByTime(ms);
  };
  return {
    ...LIMITS,
    onSpawn: ({ stdout, stderr }) => {
      stdout?.on('data', (bytes: Buffer) => {
        if (bytes.includes('"ev":"heartbeat"')) pass(HEARTBEAT_MS);
      });
      stderr?.on('data', (bytes: Buffer) => {
        if (bytes.includes('silent')) pass(LIMITS.hangAfterMs);
      });
    },
    passedMs: () => passedMs,
  };
}

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
  readonly time: RunnerTime;
};

/** What an engine is asked to load where only its behaviour matters. */
export function loadOn(device: Device) {
  return async () => ({
    request: {
      model: { path: 'model', sizeBytes: null, sha256: null },
      vadModel: null,
      states: 1,
      threads: 1,
      device,
      memoryLimitBytes: null,
      heartbeatMs: 20,
    },
    onLoaded: async () => {},
  });
}

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
  const time = runnerTime();
  const engine = new RunnerEngine({
    process: { ...time, memory, executable, args: [script, JSON.stringify({ fault, times, journal })] },
    baselineExecutable,
    prepareLoad: loadOn('cpu'),
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
    time,
  };
}
