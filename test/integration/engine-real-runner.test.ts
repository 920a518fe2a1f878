import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { decodeOptionsSchema } from '../../src/main/core/engine/runner-commands.ts';
import { RunnerEngine } from '../../src/main/core/engine/runner-engine.ts';
import { DEFAULT_TIMING } from '../../src/main/core/engine/runner-process.ts';
import { never } from '../support/make-media.ts';
import { runnerExecutable, Scratch, vadModel, wavSamples, whisperModel } from '../support/raw-runner.ts';
import { childrenOf, isRunning, programOf } from '../support/run-cli.ts';
import { JFK_WORDS } from '../support/spoken-words.ts';

const scratch = new Scratch();
afterAll(() => scratch.remove());

const samples = wavSamples('jfk.wav');
const chunk = { pcmPath: scratch.write('jfk.pcm', samples), firstSample: 0, sampleCount: samples.length / 2 };
const options = decodeOptionsSchema.parse({ language: 'en', temperatures: [0] });

const HEARTBEAT_MS = 10;

/** Lets the engine's time pass, a second for every three heartbeats of a runner that lives. */
async function passTimeUntil(isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    vi.advanceTimersByTime(1000);
    await new Promise((resolve) => setTimeout(resolve, 3 * HEARTBEAT_MS));
  }
}

/** One chunk on an engine of its own, whose runner gets a signal while it works on it. */
async function transcribeWith(disturbance: NodeJS.Signals | null) {
  // Time passes only while the runner is disturbed: a busy machine does not make a healthy one seem to hang.
  if (disturbance !== null) vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const executable = runnerExecutable();
  const restarts: string[] = [];
  const engine = new RunnerEngine({
    process: { ...DEFAULT_TIMING, executable },
    baselineExecutable: executable,
    prepareLoad: async () => ({
      request: {
        model: { path: whisperModel, sizeBytes: null, sha256: null },
        vadModel: { path: vadModel, sizeBytes: null, sha256: null },
        states: 1,
        threads: 1,
        device: 'cpu',
        memoryLimitBytes: null,
        heartbeatMs: HEARTBEAT_MS,
      },
      onLoaded: async () => {},
    }),
    onRestart: (reason) => restarts.push(reason.code),
  });
  try {
    await engine.ready(never);
    const runner = childrenOf(process.pid).find((pid) => programOf(pid).includes('whisper-runner')) ?? -1;
    const call = engine.transcribe(chunk, options, never);
    if (disturbance !== null) {
      process.kill(runner, disturbance);
      await Promise.all([
        expect(call).rejects.toMatchObject({ name: 'EarshotError' }),
        passTimeUntil(() => !engine.isAlive),
      ]);
    }
    const { segments } = await (disturbance === null ? call : engine.transcribe(chunk, options, never));
    const text = segments.map((segment) => segment.text).join('');
    return { text, restarts, isFirstRunnerAlive: isRunning(runner) };
  } finally {
    await engine.close();
    vi.useRealTimers();
  }
}

describe.skipIf(process.platform !== 'linux')('a runner', () => {
  let undisturbed: Awaited<ReturnType<typeof transcribeWith>>;

  beforeAll(async () => {
    undisturbed = await transcribeWith(null);
  });

  test('that is left alone is not replaced', () => {
    expect(undisturbed).toMatchObject({ restarts: [], isFirstRunnerAlive: true });
    expect(undisturbed.text).toMatch(JFK_WORDS);
  });

  test.each<[string, NodeJS.Signals, string]>([
    ['stopped in its tracks', 'SIGSTOP', 'engine-hung'],
    ['killed', 'SIGKILL', 'engine-crashed'],
  ])('that is %s is replaced for the next call, and the text is the same', async (_, disturbance, reason) => {
    expect(await transcribeWith(disturbance)).toEqual({
      text: undisturbed.text,
      restarts: [reason],
      isFirstRunnerAlive: false,
    });
  });
});
