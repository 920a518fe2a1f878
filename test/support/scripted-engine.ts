import {
  type ChunkResult,
  type Engine,
  type EngineInfo,
  type PcmRange,
  SAMPLES_PER_MS,
  type SpeechProbabilities,
} from '../../src/main/core/engine/engine.ts';
import type { DecodeOptions } from '../../src/main/core/engine/runner-commands.ts';
import type { RunnerEventOf, RunnerToken } from '../../src/main/core/engine/runner-events.ts';
import { type SpeechSpan, WINDOW_MS } from '../../src/main/core/transcription/speech-track.ts';
import { EarshotError } from '../../src/shared/errors.ts';

/** One call of `transcribe`, open until the test (or the script) answers it or it is cancelled. */
export type TranscribeCall = {
  /** 0, 1, 2, … in the order in which the calls came. */
  readonly index: number;
  readonly range: PcmRange;
  readonly options: DecodeOptions;
  /** Where the range begins, in ms of its working file. */
  readonly startMs: number;
  answer(result: ChunkResult): void;
  fail(error: Error): void;
};

export type ScriptedEngineScript = {
  /** How many calls may be open at once; more is a mistake of the pipeline. 1 unless told. */
  readonly states?: number;
  /** What it computes on. `none` unless told. */
  readonly backend?: string;
  /** Where somebody speaks in a working file. Nobody does unless told. */
  readonly speech?: (pcmPath: string) => readonly SpeechSpan[];
  /** Answers each call; without it, calls stay open until the test answers them. */
  readonly answer?: (call: TranscribeCall) => ChunkResult | Promise<ChunkResult>;
  /** Must resolve before the engine is ready. */
  readonly ready?: () => Promise<unknown>;
  /** Must resolve before speech in a range is known. */
  readonly listen?: (range: PcmRange) => Promise<unknown>;
};

/** An engine that says what the test tells it to, in the order the test chooses, and writes down what it was asked. */
export class ScriptedEngine implements Engine {
  isAlive = true;
  readonly calls: TranscribeCall[] = [];
  /** The ranges in which speech was looked for. */
  readonly heardRanges: PcmRange[] = [];
  readonly #script: ScriptedEngineScript;
  readonly #watchers = new Set<() => void>();
  #open = 0;

  constructor(script: ScriptedEngineScript = {}) {
    this.#script = script;
  }

  /** Resolves when `transcribe` has been called this often. */
  async called(times: number): Promise<void> {
    while (this.calls.length < times) {
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  async ready(signal: AbortSignal): Promise<EngineInfo> {
    await orCancelled(signal, this.#script.ready?.());
    return {
      name: 'scripted',
      variant: 'none',
      backend: this.#script.backend ?? 'none',
      states: this.#script.states ?? 1,
      threads: 1,
    };
  }

  async speechProbabilities(range: PcmRange, signal: AbortSignal): Promise<SpeechProbabilities> {
    this.heardRanges.push(range);
    await orCancelled(signal, this.#script.listen?.(range));
    const windowSamples = WINDOW_MS * SAMPLES_PER_MS;
    const spans = this.#script.speech?.(range.pcmPath) ?? [];
    const probabilities = Array.from({ length: Math.ceil(range.sampleCount / windowSamples) }, (_, index) => {
      const atMs = range.firstSample / SAMPLES_PER_MS + index * WINDOW_MS;
      return spans.some((span) => span.startMs <= atMs && atMs < span.endMs) ? 1 : 0;
    });
    return {
      windowSamples,
      probabilities,
      levelsDb: probabilities.map((value) => value * 60 - 80),
      wallMs: 1,
    };
  }

  async transcribe(range: PcmRange, options: DecodeOptions, signal: AbortSignal): Promise<ChunkResult> {
    const { promise, resolve, reject } = Promise.withResolvers<ChunkResult>();
    const call: TranscribeCall = {
      index: this.calls.length,
      range,
      options,
      startMs: range.firstSample / SAMPLES_PER_MS,
      answer: resolve,
      fail: reject,
    };
    this.#open += 1;
    if (this.#open > (this.#script.states ?? 1))
      throw new Error('more calls at once than the engine has states');
    this.calls.push(call);
    for (const wake of this.#watchers) wake();
    this.#watchers.clear();
    try {
      const { answer } = this.#script;
      return await orCancelled(signal, answer === undefined ? promise : (async () => await answer(call))());
    } finally {
      this.#open -= 1;
    }
  }

  async close(): Promise<void> {}
}

/** What every method of an engine does: an abort ends it with `cancelled`, whatever it was waiting for. */
export async function orCancelled<T>(signal: AbortSignal, work: Promise<T>): Promise<T>;
export async function orCancelled<T>(
  signal: AbortSignal,
  work: Promise<T> | undefined,
): Promise<T | undefined>;
export async function orCancelled<T>(
  signal: AbortSignal,
  work: Promise<T> | undefined,
): Promise<T | undefined> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(new EarshotError('cancelled', 'Cancelled.'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([aborted.promise, work]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function tokenOf(text: string, startMs: number, endMs: number, probability = 0.9): RunnerToken {
  return { ids: [1], text, startMs, endMs, probability };
}

/** A segment as the runner sends it: a token for each word, its time shared evenly. */
export function segmentEvent(
  text: string,
  fields: Partial<Omit<RunnerEventOf<'segment'>, 'ev' | 'text'>> = {},
): RunnerEventOf<'segment'> {
  const startMs = fields.startMs ?? 500;
  const endMs = fields.endMs ?? 3_500;
  const pieces = text.match(/\s*\S+/gu) ?? [];
  const shareMs = (endMs - startMs) / Math.max(pieces.length, 1);
  return {
    ev: 'segment',
    id: 'scripted',
    index: 0,
    startMs,
    endMs,
    text,
    temperature: 0,
    noSpeechProbability: 0,
    averageLogProbability: -0.2,
    tokens: pieces.map((piece, index) => ({
      ...tokenOf(piece, Math.round(startMs + index * shareMs), Math.round(startMs + (index + 1) * shareMs)),
      ids: Array.from(piece).map((character) => character.codePointAt(0) ?? 0),
    })),
    ...fields,
  };
}

export function doneEvent(fields: Partial<Omit<RunnerEventOf<'done'>, 'ev'>> = {}): RunnerEventOf<'done'> {
  return {
    ev: 'done',
    id: 'scripted',
    result: 'completed',
    language: 'en',
    languageProbability: null,
    windows: [],
    discarded: [],
    timings: {
      queueMs: 0,
      wallMs: 100,
      cpuMs: 90,
      melMs: 0,
      encodeMs: 50,
      decodeMs: 0,
      promptMs: 0,
      sampleMs: 0,
    },
    tokenCount: 0,
    encodeCount: 1,
    peakRssBytes: 0,
    ...fields,
  };
}

/** A chunk's result with one segment for each text. */
export function resultOf(
  texts: readonly (string | RunnerEventOf<'segment'>)[],
  done: Parameters<typeof doneEvent>[0] = {},
): ChunkResult {
  return {
    segments: texts.map((text, index) =>
      typeof text === 'string' ? segmentEvent(text, { index }) : { ...text, index },
    ),
    done: doneEvent(done),
  };
}
