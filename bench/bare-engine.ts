import type { LoadRequest } from '../src/main/core/engine/runner-commands.ts';
import { firstTry } from '../src/main/core/transcription/decode-settings.ts';
import { RunnerSession, type SampleRange } from './runner-session.ts';

/** The engine and its files, with nothing of the product around it. */
export type BareSetup = {
  readonly executable: string;
  readonly model: string;
  readonly vadModel: string;
};

/** As Earshot sets the engine up on two cores: two chunks at a time, one thread each. */
export const BARE_STATES = 2;

export function loadCommand({ model, vadModel }: BareSetup): LoadRequest {
  return {
    model: { path: model, sizeBytes: null, sha256: null },
    vadModel: { path: vadModel, sizeBytes: null, sha256: null },
    states: BARE_STATES,
    threads: 1,
    device: 'cpu',
    memoryLimitBytes: null,
    heartbeatMs: 1000,
  };
}

/** What Earshot asks for when nothing else is chosen, with the language fixed to English. */
export const BARE_OPTIONS = firstTry({ quality: 'balanced', language: 'en', translate: false, prompt: null });

/**
 * Puts all chunks through the engine, as many at a time as it has states. Start, loading of the model and everything that happens
 * outside the engine are not in the time: this is the least that any program around this engine can take.
 *
 * @returns wall time in milliseconds
 */
export async function timeBareEngine(setup: BareSetup, chunks: readonly SampleRange[]): Promise<number> {
  const session = new RunnerSession(setup.executable);
  try {
    await session.load(loadCommand(setup));
    const waiting = chunks.values();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: BARE_STATES }, () => workThrough(session, waiting)));
    return performance.now() - startedAt;
  } finally {
    await session.close();
  }
}

/** Takes the next chunk whenever one is finished. Several workers share one iterator. */
async function workThrough(session: RunnerSession, waiting: IterableIterator<SampleRange>): Promise<void> {
  for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
    await session.transcribe(next.value, BARE_OPTIONS).end;
  }
}
