import { cancelled, EarshotError } from '../../../shared/errors.ts';
import { orAborted } from '../process/or-aborted.ts';
import type { ChunkResult, Engine, EngineInfo, PcmRange, SpeechProbabilities } from './engine.ts';
import {
  type CallCommand,
  type CallResult,
  type LoadRequest,
  RunnerProcess,
  type RunnerProcessOptions,
} from './runner-process.ts';
import type { DecodeOptions, RunnerEventOf } from './runner-protocol.ts';

export type RunnerEngineOptions = {
  readonly process: RunnerProcessOptions;
  /** The build without special instructions, tried when the chosen one meets an illegal instruction. */
  readonly baselineExecutable: string;
  /** Asked before each start: what has to be checked depends on what the files are by then. */
  readonly prepareLoad: () => Promise<PreparedLoad>;
  /** Called when a call is made again on a new runner, with the reason. */
  readonly onRestart: (reason: EarshotError) => void;
};

export type PreparedLoad = {
  readonly request: LoadRequest;
  /** Called when the engine has loaded, and with that checked, what was asked. */
  readonly onLoaded: () => Promise<void>;
};

type RunningEngine = {
  readonly process: RunnerProcess;
  readonly ready: RunnerEventOf<'ready'>;
  readonly name: string;
};
type CallBody<T> = T extends unknown ? Omit<T, 'id'> : never;
type Call = CallBody<CallCommand>;

/**
 * The engine in a child process, kept alive: a call whose runner crashed or hung is made once more on a new runner.
 * A second failure of the same call is the caller's to handle, so a recording that kills the engine cannot loop.
 */
export class RunnerEngine implements Engine {
  readonly #options: RunnerEngineOptions;
  #executable: string;
  #running: Promise<RunningEngine> | null = null;
  #nextId = 1;
  /** Also while it is still loading. */
  #process: RunnerProcess | null = null;
  #closed = false;
  #lastRestart: EarshotError | null = null;

  constructor(options: RunnerEngineOptions) {
    this.#options = options;
    this.#executable = options.process.executable;
  }

  async ready(signal: AbortSignal): Promise<EngineInfo> {
    const { ready, name } = await orAborted(this.#start(), signal);
    return {
      name,
      variant: ready.variant,
      backend: ready.backend,
      states: ready.states,
      threads: ready.threads,
    };
  }

  async speechProbabilities(range: PcmRange, signal: AbortSignal): Promise<SpeechProbabilities> {
    const { final } = await this.#call({ cmd: 'vad', ...toWire(range) }, signal);
    if (final.ev !== 'vad') throw wrongAnswer('vad', final.ev);
    return final;
  }

  async transcribe(range: PcmRange, options: DecodeOptions, signal: AbortSignal): Promise<ChunkResult> {
    const { final, segments } = await this.#call({ cmd: 'transcribe', ...toWire(range), options }, signal);
    if (final.ev !== 'done') throw wrongAnswer('transcribe', final.ev);
    return { segments, done: final };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#process?.close();
    await this.#running?.catch(() => null);
  }

  async #call(call: Call, signal: AbortSignal): Promise<CallResult> {
    try {
      return await this.#callOnce(call, signal);
    } catch (error) {
      if (!(error instanceof EarshotError) || !isWorthAnotherRunner(error) || signal.aborted || this.#closed)
        throw error;
      this.#tellRestart(error);
      return await this.#callOnce(call, signal);
    }
  }

  async #callOnce(call: Call, signal: AbortSignal): Promise<CallResult> {
    const running = this.#start();
    const { process } = await orAborted(running, signal);
    const id = String(this.#nextId++);
    try {
      return await process.call({ ...call, id }, signal);
    } catch (error) {
      if (process.hasFailed && error instanceof EarshotError) this.#forget(running, error);
      throw error;
    }
  }

  #start(): Promise<RunningEngine> {
    if (this.#closed) return Promise.reject(cancelled());
    this.#running ??= this.#launch();
    return this.#running;
  }

  async #launch(): Promise<RunningEngine> {
    try {
      const { request, onLoaded } = await this.#options.prepareLoad();
      if (this.#closed) throw cancelled();
      const process = new RunnerProcess({ ...this.#options.process, executable: this.#executable });
      this.#process = process;
      try {
        const { engine } = await process.hello;
        const ready = await process.load(request);
        await onLoaded();
        return { process, ready, name: engine };
      } catch (error) {
        await process.close();
        throw error;
      }
    } catch (error) {
      // Within the same promise, so that callers who wait for it know the runner that comes of it.
      if (this.#fallBackToBaseline(error)) return await this.#launch();
      this.#running = null;
      throw error;
    }
  }

  /** Forgets a runner that failed, so that the next call starts another. Several calls may report the same one. */
  #forget(running: Promise<RunningEngine>, reason: EarshotError): void {
    if (this.#running !== running) return;
    this.#running = null;
    this.#fallBackToBaseline(reason);
  }

  /** Once for a runner, however many of its calls failed: all of them learn the same error. */
  #tellRestart(reason: EarshotError): void {
    if (this.#lastRestart === reason) return;
    this.#lastRestart = reason;
    this.#options.onRestart(reason);
  }

  #fallBackToBaseline(reason: unknown): boolean {
    const isIllegal = reason instanceof EarshotError && reason.code === 'engine-illegal-instruction';
    if (!isIllegal || this.#executable === this.#options.baselineExecutable) return false;
    this.#executable = this.#options.baselineExecutable;
    return true;
  }
}

function toWire(range: PcmRange): { pcm: string; firstSample: number; sampleCount: number } {
  return { pcm: range.pcmPath, firstSample: range.firstSample, sampleCount: range.sampleCount };
}

function isWorthAnotherRunner(error: EarshotError): boolean {
  return ['engine-crashed', 'engine-hung', 'engine-illegal-instruction', 'engine-protocol'].includes(
    error.code,
  );
}

function wrongAnswer(asked: string, got: string): EarshotError {
  return new EarshotError('engine-protocol', 'The engine gave an answer of the wrong kind.', {
    detail: `${asked} → ${got}`,
  });
}
