import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Installation } from '../../src/main/composition.ts';
import type { RunnerEngine } from '../../src/main/core/engine/runner-engine.ts';
import { buildTranscript } from '../../src/main/core/transcription/build-transcript.ts';
import type { RecordingRequest } from '../../src/main/core/transcription/recording-request.ts';
import {
  type RecordingOutcome,
  transcribeRecording,
} from '../../src/main/core/transcription/transcribe-recording.ts';
import type { TranscriptionPorts } from '../../src/main/core/transcription/transcription-ports.ts';
import type { Transcript } from '../../src/shared/transcript.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { readPcm, silence, writeWav } from '../support/sound.ts';

const SAMPLE_RATE_HZ = 16_000;
const root = join(import.meta.dirname, '..', '..');
const audio = (name: string) => join(root, 'test', 'fixtures', 'audio', name);

let folder: string;
let engine: RunnerEngine;
let ports: TranscriptionPorts;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-real-'));
  const installation = new Installation({
    resourcesDir: join(root, 'resources'),
    cacheDir: folder,
    modelsDir: join(folder, 'models'),
    env: process.env,
  });
  const started = await installation.engine({ modelId: 'base', device: 'cpu', threads: 2 });
  engine = started.engine;
  ports = installation.ports(started, await installation.mediaTools(new AbortController().signal));
});

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function transcribe(
  file: string,
  changes: Partial<RecordingRequest & TranscriptionPorts> = {},
): Promise<Transcript> {
  const { outcome, journal, request } = await runOnce(file, new MemoryJournal(), changes);
  if (outcome.kind === 'stopped') throw outcome.error;
  return buildTranscript(
    journal.finished.map(({ text }) => text),
    { ...outcome.summary, request, model: ports.model, complete: true },
  );
}

async function runOnce(
  file: string,
  journal: MemoryJournal,
  changes: Partial<RecordingRequest & TranscriptionPorts> = {},
): Promise<{ outcome: RecordingOutcome; journal: MemoryJournal; request: RecordingRequest }> {
  const request: RecordingRequest = {
    file,
    track: null,
    channels: 'mix',
    language: { mode: 'fixed', code: 'en' },
    translate: false,
    prompt: null,
    quality: 'balanced',
    ...changes,
  };
  const working = await mkdtemp(join(folder, 'working-'));
  const { signal } = new AbortController();
  const all = { ...ports, ...changes };
  const outcome = await transcribeRecording(request, all, journal, working, signal, () => {});
  return { outcome, journal, request };
}

const textOf = (transcript: Transcript) => transcript.segments.map((segment) => segment.text).join(' ');

/**
 * Pauses of printing-1, heard and seen in the waveform: where the next word begins, and which word that is. Two words
 * where one alone is spelt in different ways.
 */
const PAUSES: readonly { readonly untilMs: number; readonly next: RegExp }[] = [
  { untilMs: 4450, next: /^differs/i },
  { untilMs: 10_017, next: /^in$/i },
  { untilMs: 12_262, next: /^for$/i },
  { untilMs: 22_291, next: /^produced/i },
  { untilMs: 27_765, next: /^the$/i },
  { untilMs: 36_239, next: /^and$/i },
  { untilMs: 42_258, next: /^the$/i },
  { untilMs: 51_002, next: /^has$/i },
  { untilMs: 53_140, next: /^printing/i },
  { untilMs: 61_044, next: /^now/i },
  { untilMs: 70_220, next: /^it$/i },
  { untilMs: 75_080, next: /^especially/i },
  { untilMs: 83_665, next: /^th[ae]n$/i },
  { untilMs: 96_887, next: /^the$/i },
  { untilMs: 106_473, next: /^the$/i },
];

/** Splices silence into printing-1 just before the words that end its pauses. */
async function spliceSilence(
  lengthMs: (index: number) => number,
): Promise<{ file: string; gaps: [number, number][] }> {
  const speech = await readPcm(audio('printing-1.flac'), SAMPLE_RATE_HZ);
  const pieces: Int16Array[] = [];
  const gaps: [number, number][] = [];
  let taken = 0;
  let insertedMs = 0;
  for (const [index, { untilMs }] of PAUSES.entries()) {
    const atMs = untilMs - 30;
    const cut = atMs * (SAMPLE_RATE_HZ / 1000);
    pieces.push(speech.subarray(taken, cut), silence(lengthMs(index), SAMPLE_RATE_HZ));
    gaps.push([atMs + insertedMs, atMs + insertedMs + lengthMs(index)]);
    taken = cut;
    insertedMs += lengthMs(index);
  }
  pieces.push(speech.subarray(taken));
  const file = join(folder, `spliced-${insertedMs}.wav`);
  await writeWav(file, pieces, SAMPLE_RATE_HZ);
  return { file, gaps };
}

describe('word times', () => {
  const lengths = [800, 2000, 1000, 600, 1500, 2000, 700, 4000, 1000, 2000, 6000, 500, 2500, 2000, 3000];

  test.each([
    ['two seconds each', () => 2000],
    ['different lengths', (index: number) => lengths[index] ?? 1000],
  ])('around silences of known place: %s', async (_name, lengthMs) => {
    const { file, gaps } = await spliceSilence(lengthMs);
    const words = (await transcribe(file)).segments.flatMap((segment) => segment.words);
    for (const [index, [fromMs, untilMs]] of gaps.entries()) {
      const inside = words.filter((word) => word.startMs >= fromMs && word.endMs <= untilMs);
      expect(inside, `words inside the silence before ${untilMs} ms`).toEqual([]);
      const next = words.find((word) => word.startMs >= (fromMs + untilMs) / 2);
      expect(next?.text.replaceAll(/\P{L}/gu, '')).toMatch(PAUSES[index]?.next ?? /$^/);
      expect(Math.abs((next?.startMs ?? 0) - (untilMs + 30))).toBeLessThanOrEqual(300);
    }
  });
});

describe('sound without speech', () => {
  const seconds = 20;
  const sounds: [string, () => Int16Array][] = [
    ['zeros', () => silence(seconds * 1000, SAMPLE_RATE_HZ)],
    ['loud white noise', () => noise(seconds, 8000)],
    ['soft white noise', () => noise(seconds, 200)],
    [
      'a hum',
      () =>
        Int16Array.from(
          { length: seconds * SAMPLE_RATE_HZ },
          (_, n) => 6000 * Math.sin((n * 2 * Math.PI * 50) / SAMPLE_RATE_HZ),
        ),
    ],
  ];

  test.each(sounds)('%s gives no text', async (name, make) => {
    const file = join(folder, `${name}.wav`);
    await writeWav(file, [make()], SAMPLE_RATE_HZ);
    const transcript = await transcribe(file, { language: { mode: 'detected' } });
    expect(transcript.segments).toEqual([]);
    expect(transcript.source.durationMs).toBe(seconds * 1000);
  });

  test('positive control: speech behind the same noise is found', async () => {
    const speech = await readPcm(audio('jfk.wav'), SAMPLE_RATE_HZ);
    const file = join(folder, 'control.wav');
    await writeWav(file, [noise(5, 200), speech], SAMPLE_RATE_HZ);
    expect(textOf(await transcribe(file, { language: { mode: 'detected' } }))).toMatch(/your country/);
  });
});

describe('guards on real sound', () => {
  test('the same sentence six times in a row is marked as a repetition, not dropped', async () => {
    const speech = await readPcm(audio('austen-0880.wav'), SAMPLE_RATE_HZ);
    const file = join(folder, 'loop.wav');
    await writeWav(
      file,
      Array.from({ length: 6 }, () => speech),
      SAMPLE_RATE_HZ,
    );
    const transcript = await transcribe(file);
    expect(transcript.review.map((mark) => mark.reason)).toContain('repetition');
    expect(textOf(transcript).match(/young man/gi)?.length).toBeGreaterThanOrEqual(4);
    const unguarded = await transcribe(file, { guards: [] });
    expect(unguarded.review).toEqual([]);
  });
});

describe('a run that was stopped half-way', () => {
  test('goes on to the text of one that was not, without doing anything twice', async () => {
    const file = audio('printing-1.flac');
    const undisturbed = await runOnce(file, new MemoryJournal());
    const { calls } = undisturbed.journal;
    expect(calls.length).toBeGreaterThan(8);
    for (const at of [Math.floor(calls.length / 2), calls.length - 1]) {
      const stopped = await runOnce(
        file,
        new MemoryJournal({
          after: ({ index }) => {
            if (index === at) throw new Error('The program was killed.');
          },
        }),
      );
      expect(stopped.outcome.kind).toBe('stopped');
      const { journal } = stopped;
      const resume = journal.resumePoint();
      const resumed = await runOnce(file, new MemoryJournal({ resume, finished: journal.finished }));
      expect(resumed.outcome.kind).toBe('completed');
      expect(resumed.journal.planned).toEqual(undisturbed.journal.planned);
      expect(resumed.journal.slices).toEqual(undisturbed.journal.slices);
      expect(resumed.journal.finished.map(({ text }) => text)).toEqual(
        undisturbed.journal.finished.map(({ text }) => text),
      );
      const twice = resumed.journal.calls.filter(({ name }) => name === 'chunkFinished').length;
      expect(twice).toBe(undisturbed.journal.finished.length - journal.finished.length);
    }
  });
});

describe('the same sound gives the same text', () => {
  test('whatever ran before on the engine', async () => {
    const once = await transcribe(audio('sonnet-1.mp3'));
    await transcribe(audio('jfk.mp3'));
    expect(await transcribe(audio('sonnet-1.mp3'))).toEqual(once);
  });
});

/** White noise from a fixed seed (xorshift32, Marsaglia 2003). */
function noise(seconds: number, amplitude: number): Int16Array {
  let state = 0x2545f491;
  return Int16Array.from({ length: seconds * SAMPLE_RATE_HZ }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state / 2 ** 31) * amplitude;
  });
}
