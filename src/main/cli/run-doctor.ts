import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { toEarshotError } from '../../shared/errors.ts';
import type { Installation } from '../composition.ts';
import { checkDataFolder, checkQueue } from './check-queue.ts';
import { EXIT } from './exit-codes.ts';
import type { QueueAccess } from './queue-access.ts';
import { formatGib, type Verdict } from './verdict.ts';

const GIB = 1024 ** 3;
/** A working file takes 115 MB an hour of sound; the base model with two states about 300 MB of memory. */
const NEEDED_DISK_BYTES = GIB;
const NEEDED_MEMORY_BYTES = GIB;

export type DoctorPorts = {
  readonly installation: Installation;
  readonly access: QueueAccess;
  /** Where the queue is kept. */
  readonly dataFolder: string;
  /** Where decoded sound lies; made by whoever opens the queue. */
  readonly workFolder: string;
  readonly print: (line: string) => void;
};

/** Checks everything a transcription needs and prints a verdict a line. @returns the exit code */
export async function runDoctor(ports: DoctorPorts): Promise<number> {
  const { installation, access, dataFolder, workFolder, print } = ports;
  const checks: [string, () => Promise<Verdict>][] = [
    ['engine', () => checkRunner(installation)],
    ['ffmpeg', () => checkFfmpeg(installation)],
    ['model', () => checkModel(installation)],
    ['data', () => checkDataFolder(dataFolder)],
    ['queue', () => checkQueue(access)],
    ['disk', () => checkDisk(workFolder)],
    ['memory', checkMemory],
  ];
  let allGood = true;
  for (const [name, check] of checks) {
    const verdict = await check().catch((thrown: unknown) => {
      const error = toEarshotError(thrown);
      return { isGood: false, words: `${error.message} ${error.hint}` };
    });
    allGood &&= verdict.isGood;
    print(`${verdict.isGood ? 'ok     ' : 'problem'}  ${name.padEnd(7)} ${verdict.words}`);
  }
  print(allGood ? 'Everything is in place.' : 'Earshot cannot work until the problems above are solved.');
  return allGood ? EXIT.ok : EXIT.notReady;
}

async function checkRunner(installation: Installation): Promise<Verdict> {
  const runner = await installation.runner();
  const features = runner.cpuFeatures.join(' ');
  return {
    isGood: true,
    words: `whisper-runner "${runner.variant}" (built: ${runner.installed.join(', ')}; processor: ${features})`,
  };
}

async function checkFfmpeg(installation: Installation): Promise<Verdict> {
  const { ffmpegPath, ffprobePath, version, source } = await installation.mediaTools(
    new AbortController().signal,
  );
  const probe = ffprobePath === null ? 'without ffprobe' : 'with ffprobe';
  return { isGood: true, words: `${version} from ${source}, ${probe} (${ffmpegPath})` };
}

/** Starts the engine for real: the model is verified, loaded and the back end that runs is known. */
async function checkModel(installation: Installation): Promise<Verdict> {
  const { engine, model } = await installation.engine(
    { modelId: 'base', device: 'auto', threads: null },
    { trustStamps: false },
  );
  try {
    const info = await engine.ready(new AbortController().signal);
    return {
      isGood: true,
      words: `${model.name}, loads and runs on ${info.backend} (${info.states} states × ${info.threads} threads, ${info.name})`,
    };
  } finally {
    await engine.close();
  }
}

async function checkDisk(folder: string): Promise<Verdict> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  return {
    isGood: freeBytes >= NEEDED_DISK_BYTES,
    words: `${formatGib(freeBytes)} free in ${folder} (1 GiB needed)`,
  };
}

async function checkMemory(): Promise<Verdict> {
  // Unlike the free memory, this knows of caches that give way and of the limits of a container.
  const availableBytes = process.availableMemory();
  const words = `${formatGib(availableBytes)} of ${formatGib(totalmem())} available (1 GiB needed)`;
  return { isGood: availableBytes >= NEEDED_MEMORY_BYTES, words };
}
