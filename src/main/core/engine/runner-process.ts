import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { EarshotError } from '../../../shared/errors.ts';
import { BoundedTail } from '../process/bounded-tail.ts';
import { LineSplitter } from '../process/line-splitter.ts';
import {
  RUNNER_PROTOCOL,
  type RunnerCommand,
  type RunnerCommandInput,
  type RunnerEvent,
  type RunnerEventOf,
  RunnerExitCode,
  runnerEventSchema,
} from './runner-protocol.ts';

/** The longest event is the speech probabilities of one slice: a few hundred kilobytes. */
const MAX_LINE_LENGTH = 8 * 1024 * 1024;
const TAIL_LENGTH = 4096;

export type RunnerProcessOptions = {
  readonly executable: string;
  /** Arguments before our own protocol starts; the runner itself takes none. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** How often silence is counted. Counting ticks instead of reading a clock makes a suspended machine harmless. */
  readonly tickMs: number;
  /** A state that computes no graph node for so long hangs, and so does a runner without any sign of life. */
  readonly hangAfterMs: number;
  /** Loading a large model from a slow disk is allowed more. */
  readonly loadHangAfterMs: number;
  /** How long a cancelled call may take before the process is killed. */
  readonly cancelGraceMs: number;
};

export const DEFAULT_TIMING = {
  tickMs: 1000,
  hangAfterMs: 20_000,
  loadHangAfterMs: 300_000,
  cancelGraceMs: 300,
} as const;

/** A call to the runner as it is waiting for its final event. */
type PendingCall = {
  readonly segments: RunnerEventOf<'segment'>[];
  readonly resolve: (result: CallResult) => void;
  readonly reject: (error: EarshotError) => void;
  stopListening: () => void;
};

type FinalEvent = RunnerEventOf<'done' | 'vad'>;
export type CallResult = {
  readonly final: FinalEvent;
  readonly segments: readonly RunnerEventOf<'segment'>[];
};
export type CallCommand = Extract<RunnerCommand, { cmd: 'transcribe' | 'vad' }>;
export type LoadRequest = Omit<Extract<RunnerCommand, { cmd: 'load' }>, 'cmd'>;

/**
 * One running whisper-runner: sends commands, matches events to calls, watches its heart and ends it.
 * It never starts a second process; that is for {@link RunnerEngine} to decide.
 */
export class RunnerProcess {
  readonly #child: ChildProcess;
  readonly #options: RunnerProcessOptions;
  readonly #calls = new Map<string, PendingCall>();
  readonly #splitter = new LineSplitter(MAX_LINE_LENGTH);
  readonly #tail = new BoundedTail(TAIL_LENGTH);
  readonly #exited: Promise<void>;
  readonly #hello = Promise.withResolvers<RunnerEventOf<'hello'>>();
  readonly #watch: NodeJS.Timeout;
  #loading: PromiseWithResolvers<RunnerEventOf<'ready'>> | null = null;
  #failure: EarshotError | null = null;
  #closing = false;
  #silentTicks = 0;
  /** For each state: the counter last seen and how many ticks it has stood still while working. */
  #standstill: { nodes: number; ticks: number }[] = [];
  peakRssBytes = 0;

  private constructor(options: RunnerProcessOptions) {
    this.#options = options;
    this.#child = spawn(options.executable, [...(options.args ?? [])], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: options.env ?? process.env,
      windowsHide: true,
    });
    this.#lowerPriority();
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#fail(
          new EarshotError('runner-missing', `The engine could not be started: ${error.message}`, {
            cause: error,
          }),
        );
        resolve();
      });
      this.#child.once('close', (code, signal) => {
        this.#fail(this.#explainExit(code, signal));
        resolve();
      });
    });
    this.#child.stdout?.on('data', (bytes: Buffer) => this.#read(bytes));
    this.#child.stderr?.on('data', (bytes: Buffer) => this.#tail.push(bytes.toString()));
    // The exit event tells why the pipe broke; the pipe's own error adds nothing.
    this.#child.stdin?.on('error', () => {});
    this.#hello.promise.catch(() => {});
    this.#watch = setInterval(() => this.#tick(), options.tickMs);
  }

  /**
   * Starts a runner and waits for its greeting.
   * @throws EarshotError `runner-missing`, `engine-crashed`, `engine-hung`, or `engine-protocol` when the runner
   *   speaks another version
   */
  static async start(options: RunnerProcessOptions): Promise<RunnerProcess> {
    const runner = new RunnerProcess(options);
    await runner.#hello.promise;
    return runner;
  }

  get hello(): Promise<RunnerEventOf<'hello'>> {
    return this.#hello.promise;
  }

  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Loads a model. Rejects with `model-damaged`, `model-missing`, `model-load-failed` or `device-unavailable`. */
  load(command: LoadRequest): Promise<RunnerEventOf<'ready'>> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    this.#loading = Promise.withResolvers();
    this.#send({ cmd: 'load', ...command });
    return this.#loading.promise;
  }

  /**
   * Runs one call to its final event. An abort cancels it inside the engine; a runner that does not answer the
   * cancel in time is killed.
   */
  call(command: CallCommand, signal: AbortSignal): Promise<CallResult> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (signal.aborted) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      let grace: NodeJS.Timeout | undefined;
      const onAbort = () => {
        this.#send({ cmd: 'cancel', id: command.id });
        grace = setTimeout(() => this.kill(), this.#options.cancelGraceMs);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#calls.set(command.id, {
        segments: [],
        resolve,
        reject: (error) => reject(signal.aborted ? cancelled() : error),
        stopListening: () => {
          clearTimeout(grace);
          signal.removeEventListener('abort', onAbort);
        },
      });
      this.#send(command);
    });
  }

  /** Asks the runner to go and makes sure that it went. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#send({ cmd: 'quit' });
      this.#child.stdin?.end();
    }
    const grace = setTimeout(() => this.kill(), this.#options.cancelGraceMs);
    await this.#exited;
    clearTimeout(grace);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #lowerPriority(): void {
    if (this.#child.pid === undefined) return;
    try {
      setPriority(this.#child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // A process that has ended already, or a system that refuses: the exit event tells, or nothing is lost.
    }
  }

  #send(command: RunnerCommandInput): void {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  #read(bytes: Buffer): void {
    try {
      for (const line of this.#splitter.push(bytes)) {
        if (line !== '') this.#handle(runnerEventSchema.parse(JSON.parse(line)));
      }
    } catch (error) {
      this.#fail(
        new EarshotError('engine-protocol', 'The engine sent something unreadable.', {
          cause: error,
          detail: String(error),
        }),
      );
      this.kill();
    }
  }

  #handle(event: RunnerEvent): void {
    this.#silentTicks = 0;
    switch (event.ev) {
      case 'hello':
        this.#greet(event);
        return;
      case 'ready':
        this.#loading?.resolve(event);
        this.#loading = null;
        return;
      case 'heartbeat':
        this.#beat(event);
        return;
      case 'segment':
        this.#calls.get(event.id)?.segments.push(event);
        return;
      case 'done':
      case 'vad':
        this.#finish(event);
        return;
      case 'error':
        this.#refuse(event);
        return;
      case 'memory':
        this.peakRssBytes = Math.max(this.peakRssBytes, event.peakRssBytes);
        return;
      // Nothing here asks for these two: the language comes with the text of a chunk.
      case 'language':
      case 'started':
      case 'pong':
      case 'unloaded':
      case 'bye':
        return;
    }
  }

  #greet(event: RunnerEventOf<'hello'>): void {
    if (event.protocol === RUNNER_PROTOCOL) {
      this.#hello.resolve(event);
      return;
    }
    this.#fail(
      new EarshotError(
        'engine-protocol',
        `The engine speaks version ${event.protocol}; this program needs ${RUNNER_PROTOCOL}.`,
      ),
    );
    this.kill();
  }

  #finish(event: FinalEvent): void {
    const call = this.#take(event.id);
    if (call === undefined) return;
    if (event.ev === 'done') {
      this.peakRssBytes = Math.max(this.peakRssBytes, event.peakRssBytes);
      if (event.result === 'cancelled') {
        call.reject(cancelled());
        return;
      }
    }
    call.resolve({ final: event, segments: call.segments });
  }

  #refuse(event: RunnerEventOf<'error'>): void {
    const error = translateError(event);
    if (event.id !== undefined) {
      // A cancel that arrives after the end names an id that is gone: nothing waits for it any more.
      this.#take(event.id)?.reject(error);
      return;
    }
    this.#loading?.reject(error);
    this.#loading = null;
  }

  #take(id: string): PendingCall | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    call?.stopListening();
    return call;
  }

  #beat(event: RunnerEventOf<'heartbeat'>): void {
    this.peakRssBytes = Math.max(this.peakRssBytes, event.rssBytes);
    this.#standstill = event.nodes.map((nodes, state) => {
      const before = this.#standstill[state];
      const moved = before === undefined || before.nodes !== nodes || (event.running[state] ?? null) === null;
      return { nodes, ticks: moved ? 0 : before.ticks };
    });
  }

  #tick(): void {
    this.#silentTicks += 1;
    for (const state of this.#standstill) state.ticks += 1;
    const silentMs = this.#silentTicks * this.#options.tickMs;
    const silentLimitMs = this.#loading === null ? this.#options.hangAfterMs : this.#options.loadHangAfterMs;
    const standsStill = this.#standstill.some(
      (state) => state.ticks * this.#options.tickMs >= this.#options.hangAfterMs,
    );
    if (silentMs < silentLimitMs && !standsStill) return;
    const seconds = Math.round((standsStill ? this.#options.hangAfterMs : silentLimitMs) / 1000);
    this.#fail(
      new EarshotError('engine-hung', `The engine made no progress for ${seconds} seconds.`, {
        detail: this.#tail.text,
      }),
    );
    this.kill();
  }

  #explainExit(code: number | null, signal: NodeJS.Signals | null): EarshotError {
    const detail = `exit code ${code}, signal ${signal}\n${this.#tail.text}`;
    if (code === RunnerExitCode.memoryLimit) {
      return new EarshotError('out-of-memory', 'The engine needed more memory than it may use.', { detail });
    }
    // 0xC000001D is Windows' illegal instruction.
    if (signal === 'SIGILL' || code === 0xc000001d || code === RunnerExitCode.cpuUnsupported) {
      return new EarshotError(
        'engine-illegal-instruction',
        'The engine uses instructions that this processor does not have.',
        { detail },
      );
    }
    return new EarshotError('engine-crashed', 'The engine stopped unexpectedly.', { detail });
  }

  /** The first reason wins; everything that waits learns it. */
  #fail(error: EarshotError): void {
    clearInterval(this.#watch);
    if (this.#failure !== null) return;
    this.#failure = error;
    const told = this.#closing ? cancelled() : error;
    this.#hello.reject(told);
    this.#loading?.reject(told);
    this.#loading = null;
    for (const id of this.#calls.keys()) this.#take(id)?.reject(told);
  }
}

function cancelled(): EarshotError {
  return new EarshotError('cancelled', 'Cancelled.');
}

function translateError(event: RunnerEventOf<'error'>): EarshotError {
  const detail = `${event.code}: ${event.message}`;
  switch (event.code) {
    case 'model-not-found':
      return new EarshotError('model-missing', 'The model file is not there.', { detail });
    case 'model-size':
    case 'model-hash':
    case 'model-format':
      return new EarshotError('model-damaged', 'The model file is damaged or is not a Whisper model.', {
        detail,
      });
    case 'model-load':
      return new EarshotError('model-load-failed', 'The model could not be loaded.', { detail });
    case 'device-unavailable':
      return new EarshotError('device-unavailable', 'The chosen device is not available to the engine.', {
        detail,
      });
    case 'memory-limit':
      return new EarshotError('out-of-memory', 'The engine needed more memory than it may use.', { detail });
    default:
      return new EarshotError('engine-failed', 'The engine could not process a part of the recording.', {
        detail,
      });
  }
}
