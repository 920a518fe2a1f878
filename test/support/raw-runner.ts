import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunnerCommandInput, runnerCommandSchema } from '../../src/main/core/engine/runner-commands.ts';
import {
  type RunnerEvent,
  type RunnerEventOf,
  runnerEventSchema,
} from '../../src/main/core/engine/runner-events.ts';
import { runnerProbeSchema } from '../../src/main/core/engine/runner-protocol.ts';

const root = path.resolve(import.meta.dirname, '../..');

export const whisperModel = path.join(root, 'resources/models/ggml-base-q8_0.bin');
export const vadModel = path.join(root, 'resources/models/ggml-silero-v6.2.0.bin');

/** The runner under test: `EARSHOT_RUNNER`, or the best variant that was built for this machine. */
export function runnerExecutable(): string {
  const forced = process.env['EARSHOT_RUNNER'];
  if (forced !== undefined) return forced;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const dir = path.join(root, 'resources/bin', `${process.platform}-${process.arch}`);
  const file = (variant: string) => path.join(dir, `whisper-runner-${variant}${suffix}`);
  const { supported } = runnerProbeSchema.parse(
    JSON.parse(execFileSync(file('baseline'), ['--probe'], { encoding: 'utf8' })),
  );
  const best = supported.find((variant) => existsSync(file(variant)));
  return file(best ?? 'baseline');
}

/** A folder for the files of one test suite. */
export class Scratch {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'earshot-runner-'));

  write(name: string, bytes: Uint8Array | string): string {
    const file = path.join(this.dir, name);
    writeFileSync(file, bytes);
    return file;
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Samples of a fixture that is a 16 kHz mono s16le WAV file. */
export function wavSamples(name: string): Buffer {
  const wav = readFileSync(path.join(root, 'test/fixtures/audio', name));
  const data = wav.indexOf('data', 12, 'latin1');
  return wav.subarray(data + 8);
}

/** What a `transcribe` job produced, without what may differ between two runs (times, memory). */
export interface Transcript {
  segments: RunnerEventOf<'segment'>[];
  done: RunnerEventOf<'done'>;
}

/** A runner process with nothing between it and the test but lines. Every line is checked against the protocol's schema. */
export class RawRunner {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  readonly #exit: Promise<number | null>;
  #rest = '';
  #failure: Error | undefined;
  #taken = 0;
  /** How many events had come when a job was sent: an id may be used again. */
  readonly #sentAt = new Map<string, number>();
  /** All events so far. */
  readonly events: RunnerEvent[] = [];

  constructor(executable = runnerExecutable()) {
    this.#process = spawn(executable, [], { stdio: 'pipe' });
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    // What the runner logs is shown only where it matters: in the message of a runner that died.
    let log = '';
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4000);
    });
    this.#process.stdin.on('error', () => undefined); // EPIPE once the runner has gone; its exit says why
    this.#exit = new Promise((resolve) => {
      this.#process.on('close', (code, signal) => {
        this.#fail(new Error(`the runner ended (${signal ?? code})\n${log}`));
        resolve(code);
      });
    });
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  send(command: RunnerCommandInput): void {
    if ('id' in command && command.id !== undefined && command.cmd !== 'cancel') {
      this.#sentAt.set(command.id, this.events.length);
    }
    this.sendLine(JSON.stringify(runnerCommandSchema.parse(command)));
  }

  /** Sends anything, whether the protocol allows it or not. */
  sendLine(line: string | Uint8Array): void {
    this.#process.stdin.write(line);
    this.#process.stdin.write('\n');
  }

  closeStdin(): void {
    this.#process.stdin.end();
  }

  exited(): Promise<number | null> {
    return this.#exit;
  }

  /** The first event, among those not yet returned or passed over, that matches. */
  async next<E extends RunnerEvent>(matches: (event: RunnerEvent) => event is E): Promise<E>;
  async next(matches: (event: RunnerEvent) => boolean): Promise<RunnerEvent>;
  async next(matches: (event: RunnerEvent) => boolean): Promise<RunnerEvent> {
    const { event, index } = await this.#first(this.#taken, matches);
    this.#taken = index + 1;
    return event;
  }

  /** The next event of a kind, of any job or of one. */
  event<Name extends RunnerEvent['ev']>(name: Name, id?: string): Promise<RunnerEventOf<Name>> {
    return this.next(
      (event): event is RunnerEventOf<Name> =>
        event.ev === name && (id === undefined || ('id' in event && event.id === id)),
    );
  }

  /** `next` and `event` will look only at what comes from now on. */
  passOver(): void {
    this.#taken = this.events.length;
  }

  /** Sends a line and returns the error that it causes. */
  async errorFor(command: unknown): Promise<RunnerEventOf<'error'>> {
    this.sendLine(
      typeof command === 'string' || command instanceof Uint8Array ? command : JSON.stringify(command),
    );
    return this.event('error');
  }

  /** Proof that the runner is alive and has handled all lines before. */
  async ping(id: string): Promise<void> {
    this.send({ cmd: 'ping', id });
    await this.next((event) => event.ev === 'pong' && event.id === id);
  }

  async load(
    options: Partial<Extract<RunnerCommandInput, { cmd: 'load' }>> = {},
  ): Promise<RunnerEventOf<'ready'>> {
    this.send({
      cmd: 'load',
      model: { path: whisperModel },
      vadModel: { path: vadModel },
      states: 1,
      threads: 1,
      ...options,
    });
    const answer = await this.next((event) => event.ev === 'ready' || event.ev === 'error');
    if (answer.ev !== 'ready') throw new Error(`load failed: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Runs one job to its end. Others may run meanwhile, as long as nobody else reads events. */
  async transcribe(
    command: Omit<Extract<RunnerCommandInput, { cmd: 'transcribe' }>, 'cmd'>,
  ): Promise<Transcript> {
    this.send({ cmd: 'transcribe', ...command });
    return this.transcript(command.id);
  }

  /** What a job that was sent before produces. */
  async transcript(id: string): Promise<Transcript> {
    const sentAt = this.#sentAt.get(id) ?? 0;
    const { event: end, index } = await this.#first(
      sentAt,
      (event) => (event.ev === 'done' || event.ev === 'error') && event.id === id,
    );
    if (end.ev !== 'done') throw new Error(`job failed: ${JSON.stringify(end)}`);
    const segments = this.events
      .slice(sentAt, index)
      .filter((event): event is RunnerEventOf<'segment'> => event.ev === 'segment' && event.id === id);
    return { segments, done: end };
  }

  async quit(): Promise<number | null> {
    this.send({ cmd: 'quit' });
    return this.#exit;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async #first(
    from: number,
    matches: (event: RunnerEvent) => boolean,
  ): Promise<{ event: RunnerEvent; index: number }> {
    for (let index = from; ; index++) {
      while (index >= this.events.length) {
        if (this.#failure !== undefined) throw this.#failure;
        await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
      }
      const event = this.events[index];
      if (event !== undefined && matches(event)) return { event, index };
    }
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      try {
        this.events.push(runnerEventSchema.parse(JSON.parse(line)));
      } catch (cause) {
        this.#fail(new Error(`not an event of the protocol: ${line.slice(0, 2000)}`, { cause }));
      }
    }
    for (const waiter of this.#waiting.splice(0)) waiter.resolve();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiter of this.#waiting.splice(0)) waiter.reject(this.#failure);
  }
}

/** The part of a transcript that must be the same whenever and wherever the job runs. */
export function essence({ segments, done }: Transcript) {
  return {
    segments: segments.map((segment) => ({ ...segment, id: undefined })),
    language: done.language,
    windows: done.windows,
    discarded: done.discarded,
    tokenCount: done.tokenCount,
  };
}
