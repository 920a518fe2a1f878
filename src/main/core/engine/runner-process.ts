import { type ChildProcess, spawn } from 'node:child_process';
import { cancelled, EarshotError } from '../../../shared/errors.ts';
import { BoundedTail } from '../process/bounded-tail.ts';
import { LineSplitter } from '../process/line-splitter.ts';
import { lowerPriority } from '../process/lower-priority.ts';
import { type HeartLimits, HeartWatch } from './heart-watch.ts';
import { type MemoryWitness, systemMemory } from './memory-witness.ts';
import { type CallResult, PendingCalls } from './pending-calls.ts';
import type { CallCommand, LoadRequest, RunnerCommandInput } from './runner-commands.ts';
import { type RunnerEvent, type RunnerEventOf, runnerEventSchema } from './runner-events.ts';
import { explainExit, translateError } from './runner-failures.ts';
import { RUNNER_PROTOCOL } from './runner-protocol.ts';

/** The longest event is the speech probabilities of one slice: a few hundred kilobytes. */
const MAX_LINE_LENGTH = 8 * 1024 * 1024;
const TAIL_LENGTH = 4096;

export type RunnerProcessOptions = HeartLimits & {
  readonly executable: string;
  /** Arguments before our own protocol starts; the runner itself takes none. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Told of the process as soon as it is there. */
  readonly onSpawn?: (child: ChildProcess, executable: string) => void;
  /** How long a cancelled call may take before the process is killed. */
  readonly cancelGraceMs: number;
  /** Asked when the engine dies. Without it, the system is. */
  readonly memory?: MemoryWitness;
};

/** How patient Earshot is with an engine. */
export const DEFAULT_TIMING = {
  tickMs: 1000,
  hangAfterMs: 20_000,
  loadHangAfterMs: 300_000,
  cancelGraceMs: 300,
} as const;

/**
 * One running whisper-runner: sends commands, matches events to calls, watches its heart and ends it.
 * It never starts a second process; that is for {@link RunnerEngine} to decide.
 */
export class RunnerProcess {
  readonly #child: ChildProcess;
  readonly #options: RunnerProcessOptions;
  readonly #calls = new PendingCalls();
  readonly #splitter = new LineSplitter(MAX_LINE_LENGTH);
  readonly #tail = new BoundedTail(TAIL_LENGTH);
  readonly #exited: Promise<void>;
  readonly #hello = Promise.withResolvers<RunnerEventOf<'hello'>>();
  readonly #heart: HeartWatch;
  readonly #watch: NodeJS.Timeout;
  #loading: PromiseWithResolvers<RunnerEventOf<'ready'>> | null = null;
  #failure: EarshotError | null = null;
  #closing = false;
  #isKilled = false;
  /** Of the last heartbeat; before that, what the model takes. */
  #heldBytes = 0;

  /** Starts a runner; {@link hello} tells whether that went well. */
  constructor(options: RunnerProcessOptions) {
    this.#options = options;
    const memory = options.memory ?? systemMemory;
    const oomKillsBefore = memory.oomKills();
    this.#child = spawn(options.executable, [...(options.args ?? [])], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: options.env ?? process.env,
      windowsHide: true,
    });
    options.onSpawn?.(this.#child, options.executable);
    lowerPriority(this.#child);
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
        const oomKills = memory.oomKills();
        this.#fail(
          explainExit({
            code,
            signal,
            log: this.#tail.text,
            isOurDoing: this.#isKilled,
            heldBytes: this.#heldBytes,
            availableBytes: memory.availableBytes(),
            sawOomKill: oomKills === null || oomKillsBefore === null ? null : oomKills > oomKillsBefore,
          }),
        );
        resolve();
      });
    });
    this.#child.stdout?.on('data', (bytes: Buffer) => this.#read(bytes));
    this.#child.stderr?.on('data', (bytes: Buffer) => this.#tail.push(bytes.toString()));
    // The exit event tells why the pipe broke; the pipe's own error adds nothing.
    this.#child.stdin?.on('error', () => {});
    this.#hello.promise.catch(() => {});
    this.#heart = new HeartWatch(options);
    this.#watch = setInterval(() => this.#tick(), options.tickMs);
  }

  /**
   * The runner's greeting.
   * @throws EarshotError `runner-missing`, `engine-crashed`, `engine-hung`, or `engine-protocol` when the runner
   *   speaks another version
   */
  get hello(): Promise<RunnerEventOf<'hello'>> {
    return this.#hello.promise;
  }

  /** Why the runner is of no use any more, or null while it is. */
  get failure(): EarshotError | null {
    return this.#failure;
  }

  /** Loads a model. Rejects with `model-damaged`, `model-missing`, `model-load-failed` or `device-unavailable`. */
  load(command: LoadRequest): Promise<RunnerEventOf<'ready'>> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    this.#loading = Promise.withResolvers();
    this.#heldBytes = command.model.sizeBytes ?? 0;
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
    let grace: NodeJS.Timeout | undefined;
    const onAbort = () => {
      this.#send({ cmd: 'cancel', id: command.id });
      grace = setTimeout(() => this.kill(), this.#options.cancelGraceMs);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const result = this.#calls.wait(command, signal, () => {
      clearTimeout(grace);
      signal.removeEventListener('abort', onAbort);
    });
    this.#send(command);
    return result;
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
    this.#isKilled = true;
    this.#child.kill('SIGKILL');
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
    this.#heart.hear();
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
        this.#calls.keep(event);
        return;
      case 'done':
      case 'vad':
        this.#calls.finish(event);
        return;
      case 'error':
        this.#refuse(event);
        return;
      // Nothing here asks for these; a chunk's language comes with its text.
      case 'memory':
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

  #refuse(event: RunnerEventOf<'error'>): void {
    // The answer to a cancel that came after the end of its job: nothing waits for that any more.
    if (event.code === 'unknown-id') return;
    const error = translateError(event);
    if (event.id !== undefined) {
      this.#calls.refuse(event.id, error);
      return;
    }
    if (this.#loading !== null) {
      this.#loading.reject(error);
      this.#loading = null;
      return;
    }
    // A command that never became a job would leave its caller waiting for ever.
    const refused = new EarshotError('engine-protocol', 'The engine refused a command.', {
      detail: `${event.code}: ${event.message}`,
    });
    this.#fail(event.code === 'memory-limit' ? error : refused);
    this.kill();
  }

  #beat(event: RunnerEventOf<'heartbeat'>): void {
    this.#heldBytes = event.rssBytes;
    const states = event.nodes.map((nodes, state) => ({
      nodes,
      isWorking: (event.running[state] ?? null) !== null,
    }));
    this.#heart.beat([...states, { nodes: event.vadNodes, isWorking: this.#calls.hasVad }]);
  }

  #tick(): void {
    const standstillMs = this.#heart.tick(this.#loading !== null);
    if (standstillMs === null) return;
    const message = `The engine made no progress for ${Math.round(standstillMs / 1000)} seconds.`;
    this.#fail(new EarshotError('engine-hung', message, { detail: this.#tail.text }));
    this.kill();
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
    this.#calls.refuseAll(told);
  }
}
