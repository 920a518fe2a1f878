import { join } from 'node:path';
import type { CliHome } from './cli-home.ts';
import { type EngineScript, FaultHome } from './fault-home.ts';
import { writeRecording } from './fault-recording.ts';
import { type CliOptions, type CliResult, type RunningCli, startCli } from './run-cli.ts';
import type { CommandResult } from './run-command.ts';
import { runInHome } from './run-in-home.ts';

/**
 * The built command line with an engine that only says which recording it hears: for what lies around the recognition, which
 * would take several times as long as everything else. Files, ffmpeg, queue and store are the real ones.
 */
export class ScriptedCli {
  readonly #engine: FaultHome;
  #nextRecording = 0;

  /** @param folder where the engine is put; goes with the tests */
  constructor(folder: string) {
    this.#engine = new FaultHome(join(folder, 'scripted'));
  }

  /**
   * Writes a recording that is like no other, and that nothing may touch on its way to the engine: 16 kHz, one channel, lossless.
   *
   * @returns its text, as one line
   */
  record(path: string, parts = 1): string {
    return this.recordParts(path, parts).join(' ');
  }

  /**
   * The same for a recording of several parts, each of which is a call of the engine's.
   *
   * @returns the text of each, as one line
   */
  recordParts(path: string, parts: number): string[] {
    const { chunks } = writeRecording(path, this.#nextRecording, parts);
    this.#nextRecording += 1;
    return chunks.map(({ phrases }) => phrases.join(' '));
  }

  /** What the engine does from now on. */
  script(script: EngineScript): void {
    this.#engine.script(script);
  }

  /** Starts `earshot` in a process group of its own. */
  start(args: readonly string[], options: CliOptions = {}): Promise<RunningCli> {
    return startCli(args, { ...options, env: { ...this.#environment, ...options.env } });
  }

  /** Runs `earshot` with these arguments to its end. */
  async run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return (await this.start(args, options)).finished;
  }

  /** The same inside this process: see `runInHome`. */
  runInHome(home: CliHome, args: readonly string[], cwd = '/'): Promise<CommandResult> {
    return runInHome(home, args, { cwd, env: this.#environment });
  }

  get #environment(): NodeJS.ProcessEnv {
    const { EARSHOT_RESOURCES } = this.#engine.environment;
    return { EARSHOT_RESOURCES };
  }
}

/** Text that was shown or written, as one line. */
export function asOneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
