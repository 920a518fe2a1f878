import { mkdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { type Discarded, transcriptSchema } from '../src/shared/transcript.ts';
import type { BenchPaths } from './bench-paths.ts';
import { type Command, measureRun, type RunMeasurement } from './measure-run.ts';
import type { ProcessSample } from './process-tree.ts';

/** A program that turns a WAV file into English text on two threads, with the settings under comparison. */
export interface Transcriber {
  /** Short and unique: it names the row in every table. */
  readonly name: string;
  transcribe(wav: string): Promise<Transcription>;
}

export type Transcription = {
  readonly text: string;
  readonly cost: RunMeasurement;
  /** Text that was made and thrown away again; programs that do not tell have none. */
  readonly discarded: readonly Discarded[];
};

const THREADS = 2;

/** whisper-cli: everything happens in one process, the text ends up in a file. */
export class WhisperCli implements Transcriber {
  readonly name: string;
  readonly #program: string;
  readonly #paths: BenchPaths;
  readonly #args: readonly string[];

  /** @param args what differs from the program's defaults */
  constructor(name: string, program: string, paths: BenchPaths, args: readonly string[]) {
    this.name = name;
    this.#program = program;
    this.#paths = paths;
    this.#args = args;
  }

  async transcribe(wav: string): Promise<Transcription> {
    const output = await outputFile(this.#paths, this.name, wav);
    const input = [
      '--model',
      this.#paths.model,
      '--file',
      wav,
      '--language',
      'en',
      '--threads',
      String(THREADS),
    ];
    const args = [...input, '--output-txt', '--output-file', output, '--no-prints', ...this.#args];
    const cost = await measureRun(onTwoCores({ program: this.#program, args }), isWholeTree);
    return { text: await readFile(`${output}.txt`, 'utf8'), cost, discarded: [] };
  }
}

/** The product, as a person starts it. */
export class Earshot implements Transcriber {
  readonly name: string = 'Earshot';
  readonly #paths: BenchPaths;
  readonly #args: readonly string[];

  /** @param args what differs from the ordinary call, for example that text is printed as it comes */
  constructor(paths: BenchPaths, args: readonly string[] = ['--quiet']) {
    this.#paths = paths;
    this.#args = args;
  }

  async transcribe(wav: string): Promise<Transcription> {
    const output = await outputFile(this.#paths, this.name, wav);
    await mkdir(output, { recursive: true });
    const input = [this.#paths.earshot, 'transcribe', wav, '--language', 'en', '--model', 'base'];
    const args = [...input, '--format', 'json', '--output', output, '--overwrite', ...this.#args];
    const cost = await measureRun(onTwoCores({ program: process.execPath, args }), isWhisperRunner);
    const file = join(output, `${basename(wav, extname(wav))}.json`);
    const transcript = transcriptSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return {
      text: transcript.segments.map((segment) => segment.text).join(' '),
      cost,
      discarded: transcript.discarded,
    };
  }
}

/** faster-whisper with the same weights in CTranslate2's format, where a machine has it. */
export class FasterWhisper implements Transcriber {
  readonly name = 'faster-whisper int8, beam 5';
  readonly #paths: BenchPaths;
  readonly #model: string;

  /** @param model folder of the CTranslate2 model */
  constructor(paths: BenchPaths, model: string) {
    this.#paths = paths;
    this.#model = model;
  }

  async transcribe(wav: string): Promise<Transcription> {
    const script = join(this.#paths.root, 'bench', 'faster-whisper.py');
    const args = [script, '--model', this.#model, '--threads', String(THREADS), wav];
    const cost = await measureRun(onTwoCores({ program: 'python3', args }), isWholeTree);
    return { text: cost.stdout, cost, discarded: [] };
  }
}

/** Makes a machine with more cores like one with two: programs count the cores that they may use. */
function onTwoCores({ program, args }: Command): Command {
  return { program: 'taskset', args: ['--cpu-list', '0,1', program, ...args] };
}

/** taskset becomes the program that it starts, so the one process is the engine. */
function isWholeTree(): boolean {
  return true;
}

/** Our engine runs in a child of its own, whose name the kernel cuts to 15 characters. */
function isWhisperRunner(process: ProcessSample): boolean {
  return process.name.startsWith('whisper-runner');
}

async function outputFile(paths: BenchPaths, name: string, wav: string): Promise<string> {
  const folder = join(paths.work, 'text', name.replaceAll(/[^a-z0-9]+/giu, '-').toLowerCase());
  await mkdir(folder, { recursive: true });
  return join(folder, basename(wav, extname(wav)));
}
