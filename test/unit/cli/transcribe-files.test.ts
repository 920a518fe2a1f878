import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { transcribeFiles } from '../../../src/main/cli/transcribe-files.ts';
import type { TranscribeCliOptions } from '../../../src/main/cli/transcribe-options.ts';
import type { BatchSummary, RecordingResult, View } from '../../../src/main/cli/view.ts';
import { DEFAULT_PLAN_RULES } from '../../../src/main/core/transcription/plan-chunks.ts';
import type { TranscriptionPorts } from '../../../src/main/core/transcription/recording-run.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { resultOf, ScriptedEngine } from '../../support/scripted-engine.ts';
import { soundStream, TALK_EVERY_MS, talks } from '../../support/sound-stream.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

/** Writes down which call came when; events by their kind. */
class RecordingView implements View {
  readonly calls: string[] = [];
  readonly results = new Map<string, RecordingResult>();
  readonly written: string[] = [];
  onBegin: (file: string) => void = () => {};

  begin(file: string, { index, count }: { index: number; count: number }): void {
    this.calls.push(`begin ${file} ${index + 1}/${count}`);
    this.onBegin(file);
  }
  event(file: string, event: { kind: string }): void {
    if (event.kind !== 'progress') this.calls.push(`${event.kind} ${file}`);
  }
  end(file: string, result: RecordingResult, writtenFiles: readonly string[]): void {
    this.calls.push(`end ${file} ${result.kind}`);
    this.results.set(file, result);
    this.written.push(...writtenFiles);
  }
  problem(): void {}
  notice(): void {}
  summary(): void {}
  close(): void {}
}

const OPTIONS: TranscribeCliOptions = {
  model: 'base',
  language: { mode: 'fixed', code: 'en' },
  translate: false,
  prompt: null,
  formats: [],
  outputDir: null,
  quality: 'fast',
  threads: null,
  device: 'auto',
  track: null,
  channels: 'mix',
  overwrite: false,
  quiet: false,
  json: false,
  progress: true,
};

let workingRoot: string;
let view: RecordingView;
let stop: AbortController;
let workingFolders: string[];

beforeEach(async () => {
  workingRoot = await mkdtemp(join(suite, 'test-'));
  view = new RecordingView();
  stop = new AbortController();
  workingFolders = [];
});

/** Recordings with one talk each; the engine fails at those that are named `broken`. */
async function transcribe(
  files: readonly string[],
  options: Partial<TranscribeCliOptions> = {},
  foundIn: string | null = null,
): Promise<BatchSummary> {
  const ports: TranscriptionPorts = {
    probe: async (file) => {
      if (file.includes('broken')) throw new EarshotError('not-media', 'Not a recording.');
      return {
        sizeBytes: 1,
        modifiedAtMs: 0,
        container: 'wav',
        durationMs: TALK_EVERY_MS,
        startMs: null,
        tracks: [],
        hasVideo: false,
        tags: { title: null, artist: null, recordedAt: null },
      };
    },
    decode: async ({ outputDirectory }) => {
      workingFolders.push(outputDirectory);
      await writeFile(join(outputDirectory, 'sound.pcm'), '');
      return {
        streams: [soundStream(TALK_EVERY_MS)],
        finished: Promise.resolve({ decodedMs: TALK_EVERY_MS, warnings: [] }),
      };
    },
    engine: new ScriptedEngine({ speech: () => talks(1), answer: () => resultOf([' Hello.']) }),
    model: { id: 'base', sha256: '' },
    guards: [],
    planRules: DEFAULT_PLAN_RULES,
    now: () => 0,
  };
  const jobs = files.map((file) => ({ file, foundIn }));
  return await transcribeFiles({
    jobs,
    options: { ...OPTIONS, ...options },
    ports,
    workingRoot,
    view,
    signal: stop.signal,
  });
}

test('each recording begins, tells and ends before the next one begins', async () => {
  const summary = await transcribe(['a.mp3', 'b.mp3']);
  expect(view.calls).toEqual(
    ['a.mp3 1/2', 'b.mp3 2/2'].flatMap((begun) => {
      const file = begun.slice(0, 5);
      return [
        `begin ${begun}`,
        `probed ${file}`,
        `engine ${file}`,
        `language ${file}`,
        `segments ${file}`,
        `end ${file} completed`,
      ];
    }),
  );
  expect(summary).toMatchObject({ completed: 2, failed: 0, stopped: 0, mediaMs: 2 * TALK_EVERY_MS });
});

test('a recording that fails is told once and does not stop the others', async () => {
  const summary = await transcribe(['a.mp3', 'broken.mp3', 'c.mp3']);
  expect(view.calls.filter((call) => call.startsWith('end'))).toEqual([
    'end a.mp3 completed',
    'end broken.mp3 stopped',
    'end c.mp3 completed',
  ]);
  expect(summary).toMatchObject({ completed: 2, failed: 1, stopped: 0 });
});

test('after a stop nothing more is begun, and what was not finished is counted as such', async () => {
  view.onBegin = (file) => {
    if (file === 'b.mp3') stop.abort();
  };
  const summary = await transcribe(['a.mp3', 'b.mp3', 'c.mp3']);
  expect(view.calls.filter((call) => /^(begin|end)/.test(call))).toEqual([
    'begin a.mp3 1/3',
    'end a.mp3 completed',
    'begin b.mp3 2/3',
    'end b.mp3 stopped',
  ]);
  expect(summary).toMatchObject({ completed: 1, failed: 0, stopped: 2 });
});

test('no decoded sound is left behind, whatever the end', async () => {
  await transcribe(['a.mp3', 'broken.mp3']);
  expect(workingFolders).toHaveLength(1);
  expect(dirname(workingFolders[0] ?? '')).toBe(workingRoot);
  expect(await readdir(workingRoot)).toEqual([]);
});

test('files go beside the recording, or with its folders to where they are wanted', async () => {
  const folder = await mkdtemp(join(suite, 'test-'));
  const beside = join(folder, 'talk.mp3');
  await transcribe([beside], { formats: ['txt'] });
  expect(await readFile(join(folder, 'talk.txt'), 'utf8')).toContain('Hello.');
  await transcribe(
    [join(folder, 'deep', 'talk.mp3')],
    { formats: ['txt'], outputDir: join(folder, 'out') },
    folder,
  );
  expect(existsSync(join(folder, 'out', 'deep', 'talk.txt'))).toBe(true);
});

test('two recordings of one name do not replace each other, even when files may be replaced', async () => {
  const folder = await mkdtemp(join(suite, 'test-'));
  const recordings = [join(folder, 'talk.mp3'), join(folder, 'talk.wav')];
  await transcribe(recordings, { formats: ['txt'], overwrite: true });
  expect(new Set(view.written).size).toBe(2);
  await transcribe(recordings.slice(0, 1), { formats: ['txt'], overwrite: true });
  expect(view.written[2]).toBe(view.written[0]);
});

test('a recording is never overwritten by its own text, whatever it is called', async () => {
  const folder = await mkdtemp(join(suite, 'test-'));
  const recording = join(folder, 'talk.txt');
  await writeFile(recording, 'really a sound');
  await transcribe([recording], { formats: ['txt'], overwrite: true });
  expect(await readFile(recording, 'utf8')).toBe('really a sound');
  expect(view.written).toEqual([join(folder, 'talk (2).txt')]);
});

test('a file that cannot be written is a failure that keeps the text', async () => {
  const folder = await mkdtemp(join(suite, 'test-'));
  await writeFile(join(folder, 'out'), 'a file, not a folder');
  const summary = await transcribe(['a.mp3'], { formats: ['txt'], outputDir: join(folder, 'out') });
  expect(view.results.get('a.mp3')).toMatchObject({
    kind: 'export-failed',
    transcript: { complete: true },
    error: { code: 'output-not-writable' },
  });
  expect(summary).toMatchObject({ completed: 0, failed: 1 });
});
