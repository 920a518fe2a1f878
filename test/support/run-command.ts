import { Writable } from 'node:stream';
import { type Command, CommanderError } from 'commander';
import type { CommandContext } from '../../src/main/cli/command-context.ts';
import { EXIT } from '../../src/main/cli/exit-codes.ts';
import { buildProgram } from '../../src/main/cli/program.ts';
import type { OpenQueue, QueueAccess } from '../../src/main/queue-access.ts';
import { EarshotError } from '../../src/shared/errors.ts';

class Output extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 80;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

/** A command line inside this process, over a queue that is open already, or that it opens itself. */
export class CommandRun {
  readonly stdout: Output;
  readonly stderr: Output;
  backgroundServes = 0;
  readonly finished: Promise<number>;
  readonly #stop = new AbortController();
  #onStop: () => void = () => {};

  constructor(
    args: readonly string[],
    queue: OpenQueue | QueueAccess,
    { isTTY = false, ...fields }: Partial<CommandContext> & { isTTY?: boolean } = {},
  ) {
    this.stdout = new Output(isTTY);
    this.stderr = new Output(isTTY);
    this.finished = this.#run(args, {
      access: 'open' in queue ? queue : { open: async () => queue },
      stdout: this.stdout,
      stderr: this.stderr,
      folder: '/here',
      now: () => 0,
      listenForStop: (onStop) => {
        this.#onStop = onStop;
        return {
          signal: this.#stop.signal,
          exitCode: () => (this.#stop.signal.aborted ? EXIT.interrupted : null),
        };
      },
      checkParts: async () => {},
      startBackgroundServe: async () => {
        this.backgroundServes += 1;
      },
      servePages: async () => {
        throw new Error('nobody said how pages are served');
      },
      openInBrowser: async () => false,
      ...fields,
    });
  }

  /** Presses Ctrl-C. */
  interrupt(): void {
    this.#onStop();
    this.#stop.abort(new EarshotError('cancelled', 'Stopped before the end.'));
  }

  #redirect(command: Command): void {
    command.configureOutput({
      writeOut: (text) => this.stdout.write(text),
      writeErr: (text) => this.stderr.write(text),
    });
    for (const inner of command.commands) this.#redirect(inner);
  }

  async #run(args: readonly string[], context: CommandContext): Promise<number> {
    let exitCode = -1;
    const program = buildProgram({
      version: '0.0.0',
      context,
      doctor: async () => EXIT.ok,
      onExit: (code) => {
        exitCode = code;
      },
    });
    this.#redirect(program);
    try {
      await program.parseAsync(args, { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    }
    return exitCode;
  }
}

export type CommandResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** Runs a command to its end. */
export async function runCommand(
  args: readonly string[],
  queue: OpenQueue | QueueAccess,
  fields: ConstructorParameters<typeof CommandRun>[2] = {},
): Promise<CommandResult> {
  const run = new CommandRun(args, queue, fields);
  const exitCode = await run.finished;
  return { exitCode, stdout: run.stdout.text, stderr: run.stderr.text };
}
