import { spawn } from 'node:child_process';
import { BoundedTail } from './bounded-tail.ts';
import { StallWatch } from './stall-watch.ts';

export type RunToolOptions = {
  readonly signal: AbortSignal;
  /** The tool is killed when it has written nothing for this long. */
  readonly silenceLimitMs: number;
  /** The tool is killed when it writes more than this to standard output. */
  readonly stdoutLimitBytes: number;
  /** How much of the end of standard error is kept. */
  readonly stderrLimitCharacters: number;
};

export type ToolResult = {
  /** `null` when a signal ended the tool. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: 'by-itself' | 'silent-too-long' | 'too-much-output';
};

/**
 * Runs a small command line tool to its end and returns what it wrote. No shell, no standard input, bounded memory.
 *
 * @throws the signal's reason when aborted (the tool is killed), the error of `spawn` when it cannot be started
 */
export async function runTool(
  program: string,
  args: readonly string[],
  options: RunToolOptions,
): Promise<ToolResult> {
  options.signal.throwIfAborted();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const errors = new BoundedTail(options.stderrLimitCharacters);
  const output: Buffer[] = [];
  let outputBytes = 0;
  let ended: ToolResult['ended'] = 'by-itself';
  const endEarly = (reason: ToolResult['ended']): void => {
    ended = reason;
    child.kill('SIGKILL');
  };

  const silence = new StallWatch(options.silenceLimitMs, () => endEarly('silent-too-long'));
  child.stdout.on('data', (chunk: Buffer) => {
    silence.reset();
    outputBytes += chunk.length;
    if (outputBytes > options.stdoutLimitBytes) endEarly('too-much-output');
    else output.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    silence.reset();
    errors.push(text);
  });

  const exit = Promise.withResolvers<number | null>();
  const onAbort = (): void => {
    child.kill('SIGKILL');
    exit.reject(options.signal.reason);
  };
  options.signal.addEventListener('abort', onAbort, { once: true });
  child.once('error', exit.reject);
  child.once('close', exit.resolve);
  try {
    const exitCode = await exit.promise;
    return { exitCode, stdout: Buffer.concat(output).toString('utf8'), stderr: errors.text, ended };
  } finally {
    silence.stop();
    options.signal.removeEventListener('abort', onAbort);
  }
}
