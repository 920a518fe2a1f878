import { cancelled, EarshotError, type ErrorCode } from '../../../shared/errors.ts';
import { orAborted } from '../process/or-aborted.ts';
import type { ChunkResult, Engine, EngineInfo, PcmRange, SpeechProbabilities } from './engine.ts';
import { GraphicsTrust } from './graphics-trust.ts';
import type { CallResult } from './pending-calls.ts';
import type { CallCommand, DecodeOptions, LoadRequest } from './runner-commands.ts';
import type { RunnerEventOf } from './runner-events.ts';
import { RunnerProcess, type RunnerProcessOptions } from './runner-process.ts';

export type RunnerEngineOptions = {
  readonly process: RunnerProcessOptions;
  /** The build without special instructions, tried when the chosen one meets an illegal instruction. */
  readonly baselineExecutable: string;
  /** Shared by the engines of one program; one of its own where there is no other. */
  readonly graphics?: GraphicsTrust;
  /** Asked before each start: what has to be checked depends on what the files are by then. */
  readonly prepareLoad: () => Promise<PreparedLoad>;
  /**
   * Called when a new runner takes the place of one that failed, with the reason, and whether the graphics processor was
   * given up for it.
   */
  readonly onRestart: (reason: EarshotError, isOnProcessorNow: boolean) => void;
};

export type PreparedLoad = {
  readonly request: LoadRequest;
  /** Called when the engine has loaded, and with that checked, what was asked. */
  readonly onLoaded: () => Promise<void>;
};

type LoadedEngine = {
  readonly process: RunnerProcess;
  readonly isBaseline: boolean;
  readonly ready: RunnerEventOf<'ready'>;
  readonly name: string;
};

/** A runner that is gone, until another one takes its place. */
type Loss = { readonly reason: EarshotError; readonly isOffGraphics: boolean };

/** A graphics driver that ends or blocks the process once does it again, and no other sound helps. */
const GRAPHICS_FAILURES: ReadonlySet<ErrorCode> = new Set(['engine-crashed', 'engine-hung']);
const PROCESSOR = 'CPU';

type CallBody<T> = T extends unknown ? Omit<T, 'id'> : never;
type Call = CallBody<CallCommand>;

/**
 * The engine in a child process. A call whose runner crashed or hung fails, and the next one gets a new runner: whether
 * it is made again is for the caller to decide, who knows what it was about. Only what any sound would have met is put
 * right here: after an instruction that the processor does not have the call moves on to the baseline build, and after a
 * graphics processor on which a runner crashed or hung the next ones compute on the processor, see {@link GraphicsTrust}.
 */
export class RunnerEngine implements Engine {
  readonly #options: RunnerEngineOptions;
  readonly #graphics: GraphicsTrust;
  #executable: string;
  #running: Promise<LoadedEngine> | null = null;
  /** What {@link #running} has come to, when it has. */
  #loaded: LoadedEngine | null = null;
  #nextId = 1;
  /** Also while it is still loading. */
  #process: RunnerProcess | null = null;
  #closed = false;
  #loss: Loss | null = null;

  constructor(options: RunnerEngineOptions) {
    this.#options = options;
    this.#graphics = options.graphics ?? new GraphicsTrust();
    this.#executable = options.process.executable;
  }

  get isAlive(): boolean {
    return this.#running !== null && (this.#loaded === null || this.#loaded.process.failure === null);
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
    const engine = await orAborted(this.#start(), signal);
    const id = String(this.#nextId++);
    try {
      return await engine.process.call({ ...call, id }, signal);
    } catch (error) {
      if (engine.process.failure !== null && error instanceof EarshotError) this.#forget(engine, error);
      // Several calls may have met it at once; none of them meets it twice.
      if (isIllegalInstruction(error) && !engine.isBaseline) return await this.#call(call, signal);
      throw error;
    }
  }

  #start(): Promise<LoadedEngine> {
    if (this.#closed) return Promise.reject(cancelled());
    // It may have died with nothing to do, which no call has noticed.
    const failure = this.#loaded?.process.failure ?? null;
    if (this.#loaded !== null && failure !== null) this.#forget(this.#loaded, failure);
    if (this.#running === null) {
      // A runner that was killed because it did not heed a cancel was not at fault.
      if (this.#loss !== null && this.#loss.reason.code !== 'cancelled') {
        this.#options.onRestart(this.#loss.reason, this.#loss.isOffGraphics);
      }
      this.#loss = null;
      this.#running = this.#launch();
    }
    return this.#running;
  }

  async #launch(): Promise<LoadedEngine> {
    let device: LoadRequest['device'] = 'cpu';
    try {
      const { request, onLoaded } = await this.#options.prepareLoad();
      if (this.#closed) throw cancelled();
      device = this.#graphics.isLost ? 'cpu' : request.device;
      const process = new RunnerProcess({ ...this.#options.process, executable: this.#executable });
      this.#process = process;
      try {
        const { engine } = await process.hello;
        const ready = await process.load({ ...request, device });
        await onLoaded();
        const isBaseline = this.#executable === this.#options.baselineExecutable;
        this.#loaded = { process, isBaseline, ready, name: engine };
        return this.#loaded;
      } catch (error) {
        await process.close();
        throw error;
      }
    } catch (error) {
      // Within the same promise, so that callers who wait for it know the runner that comes of it.
      if (this.#fallBackToBaseline(error)) return await this.#launch();
      if (device !== 'cpu' && this.#leaveGraphics(error)) {
        this.#options.onRestart(error, true);
        return await this.#launch();
      }
      this.#running = null;
      throw error;
    }
  }

  /** Forgets a runner that failed, so that the next call starts another. Several calls may report the same one. */
  #forget(engine: LoadedEngine, reason: EarshotError): void {
    if (this.#loaded !== engine) return;
    this.#loaded = null;
    this.#running = null;
    this.#fallBackToBaseline(reason);
    const wasOnGraphics = engine.ready.backend.toUpperCase() !== PROCESSOR;
    if (wasOnGraphics) this.#leaveGraphics(reason);
    // Another engine may have lost it meanwhile.
    this.#loss = { reason, isOffGraphics: wasOnGraphics && this.#graphics.isLost };
  }

  #fallBackToBaseline(reason: unknown): boolean {
    if (!isIllegalInstruction(reason) || this.#executable === this.#options.baselineExecutable) return false;
    this.#executable = this.#options.baselineExecutable;
    return true;
  }

  #leaveGraphics(reason: unknown): reason is EarshotError {
    if (!(reason instanceof EarshotError) || !GRAPHICS_FAILURES.has(reason.code)) return false;
    this.#graphics.lose();
    return true;
  }
}

function toWire(range: PcmRange): { pcm: string; firstSample: number; sampleCount: number } {
  return { pcm: range.pcmPath, firstSample: range.firstSample, sampleCount: range.sampleCount };
}

function isIllegalInstruction(thrown: unknown): boolean {
  return thrown instanceof EarshotError && thrown.code === 'engine-illegal-instruction';
}

function wrongAnswer(asked: string, got: string): EarshotError {
  return new EarshotError('engine-protocol', 'The engine gave an answer of the wrong kind.', {
    detail: `${asked} → ${got}`,
  });
}
