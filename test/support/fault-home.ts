import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processesWith, signalIfThere } from './fault-processes.ts';
import { type FaultRecording, writeRecording } from './fault-recording.ts';
import { projectRoot, type RunningCli, startCli } from './run-cli.ts';

/** What the scripted engine does wrong, and when; see `fault-runner.mjs`. */
export type FaultRule = {
  readonly fault:
    | 'exit'
    | 'signal'
    | 'slow'
    | 'hang'
    | 'deaf'
    | 'silent'
    | 'busy-loop'
    | 'eat'
    | 'flood'
    | 'garbage'
    | 'half-line'
    | 'duplicate'
    | 'late'
    | 'wrong-id'
    | 'close-stdout';
  readonly on?: 'hello' | 'load' | 'vad' | 'call';
  /** Only for this recording, as it is numbered there, and only for this part of it. */
  readonly recording?: number;
  readonly part?: number;
  /** How often in all; without it every time. */
  readonly times?: number;
  /** Under which `times` are counted: rules that come later need another one. */
  readonly key?: string;
  readonly code?: number;
  readonly signal?: NodeJS.Signals;
  readonly ms?: number;
  readonly lines?: number;
};

export type EngineScript = {
  /** How long a part takes. */
  readonly callMs?: number;
  readonly rules?: readonly FaultRule[];
};

export type EngineNote = {
  readonly ev: 'start' | 'call' | 'answered' | 'fault';
  readonly pid: number;
  readonly parent: number;
  readonly atMs: number;
  readonly recording?: number;
  readonly part?: number;
  readonly fault?: string;
};

/**
 * The build that is asked which others this computer can run, at each start of the program: Node would take longer to start
 * than to answer. What does the work is started directly, because a process is known again by its program file.
 */
const ASKED_BUILD = `#!/bin/sh
[ "$1" = --probe ] && echo '{"variant":"baseline","cpuFeatures":[],"supported":["scripted","baseline"]}'
`;

/** A computer of its own for one test: data folder, recordings, and an engine that obeys a script. */
export class FaultHome {
  readonly folder: string;
  readonly home: string;
  readonly #bin: string;
  #nextRecording = 0;

  /**
   * @param engine `real`: the engine that was built, of which nothing can be asked but to work; `there-already`: another
   *   process has made this home
   */
  constructor(folder: string, engine: 'scripted' | 'real' | 'there-already' = 'scripted') {
    this.folder = folder;
    this.home = join(folder, 'home');
    this.#bin = join(folder, 'resources', 'bin', `${process.platform}-${process.arch}`);
    if (engine === 'there-already') return;
    for (const each of [this.home, join(folder, 'recordings')]) mkdirSync(each, { recursive: true });
    const resources = join(projectRoot, 'resources');
    if (engine === 'real') {
      symlinkSync(resources, join(folder, 'resources'));
      return;
    }
    mkdirSync(this.#bin, { recursive: true });
    symlinkSync(join(resources, 'models'), join(folder, 'resources', 'models'));
    this.#installEngine();
  }

  get data(): string {
    return join(this.home, 'data');
  }

  get database(): string {
    return join(this.data, 'earshot.db');
  }

  /** Found in the environment of every process that belongs to this home. */
  get mark(): string {
    return `EARSHOT_HOME=${this.home}`;
  }

  get environment(): NodeJS.ProcessEnv {
    return { EARSHOT_HOME: this.home, EARSHOT_RESOURCES: join(this.folder, 'resources') };
  }

  /** Runs the built program, or the one that `EARSHOT_FAULTS_PROGRAM` names, against this home. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<RunningCli> {
    const script = process.env['EARSHOT_FAULTS_PROGRAM'];
    return startCli(args, {
      env: { ...this.environment, ...env },
      ...(script === undefined ? {} : { script }),
    });
  }

  /** What the engine does from now on; calls that are under way are not changed. */
  script(script: EngineScript): void {
    writeFileSync(join(this.#bin, 'control.json'), JSON.stringify(script));
  }

  /** What the engines have done so far. */
  notes(): EngineNote[] {
    const lines = readText(join(this.#bin, 'journal')).split('\n');
    // The last line may be one that is just being written.
    return lines.slice(0, -1).map((line): EngineNote => JSON.parse(line));
  }

  forgetNotes(): void {
    rmSync(join(this.#bin, 'journal'), { force: true });
  }

  /** Another recording that is like no other. */
  record(parts: number): FaultRecording {
    const id = this.#nextRecording;
    this.#nextRecording += 1;
    return writeRecording(join(this.folder, 'recordings', `recording-${id}.wav`), id, parts);
  }

  /** Every living process of this home. */
  processes(): number[] {
    return processesWith(this.mark);
  }

  /** Names of what lies in the folder for decoded sound. */
  leftovers(): string[] {
    try {
      return readdirSync(join(this.home, 'cache', 'work'));
    } catch {
      return []; // it was never made
    }
  }

  /** Ends whatever a failed test has left. */
  remove(): void {
    for (const pid of this.processes()) signalIfThere(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  #installEngine(): void {
    const script = join(projectRoot, 'test', 'support', 'fault-runner.mjs');
    const scripted = `#!${process.execPath}\nimport(${JSON.stringify(script)});\n`;
    const isExecutable = { mode: 0o755 };
    writeFileSync(join(this.#bin, 'whisper-runner-baseline'), ASKED_BUILD, isExecutable);
    writeFileSync(join(this.#bin, 'whisper-runner-scripted'), scripted, isExecutable);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // no engine was ever started
  }
}
