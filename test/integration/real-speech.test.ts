import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Installation } from '../../src/main/composition.ts';
import type { RunnerEngine } from '../../src/main/core/engine/runner-engine.ts';
import type { RecordingRequest } from '../../src/main/core/transcription/recording-request.ts';
import {
  type RecordingOutcome,
  transcribeRecording,
} from '../../src/main/core/transcription/transcribe-recording.ts';
import type { TranscriptionPorts } from '../../src/main/core/transcription/transcription-ports.ts';
import type { Transcript } from '../../src/shared/transcript.ts';
import { buildTranscript } from '../support/build-transcript.ts';
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

/** So long before its word a pause is cut. */
const BEFORE_WORD_MS = 30;

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

/**
 * A part of printing-1 with silence spliced in just before the words that end its pauses.
 *
 * @param pauses those of {@link PAUSES} that the part holds: `[from, to)`
 */
async function spliceSilence(
  [from, to]: readonly [number, number],
  lengthMs: (index: number) => number,
): Promise<{ file: string; gaps: { readonly fromMs: number; readonly untilMs: number; next: RegExp }[] }> {
  const speech = await readPcm(audio('printing-1.flac'), SAMPLE_RATE_HZ);
  const sampleAt = (index: number, otherwise: number) => {
    const { untilMs } = PAUSES[index] ?? {};
    return untilMs === undefined ? otherwise : ((untilMs - BEFORE_WORD_MS) * SAMPLE_RATE_HZ) / 1000;
  };
  const pieces: Int16Array[] = [];
  const gaps = [];
  let taken = sampleAt(from - 1, 0);
  let writtenMs = 0;
  for (const [offset, { next }] of PAUSES.slice(from, to).entries()) {
    const index = from + offset;
    const cut = sampleAt(index, taken);
    pieces.push(speech.subarray(taken, cut), silence(lengthMs(index), SAMPLE_RATE_HZ));
    const fromMs = writtenMs + ((cut - taken) * 1000) / SAMPLE_RATE_HZ;
    writtenMs = fromMs + lengthMs(index);
    gaps.push({ fromMs, untilMs: writtenMs, next });
    taken = cut;
  }
  pieces.push(speech.subarray(taken, sampleAt(to, speech.length)));
  const file = join(folder, `spliced-${from}-${to}.wav`);
  await writeWav(file, pieces, SAMPLE_RATE_HZ);
  return { file, gaps };
}

describe('word times', () => {
  const lengths = [800, 2000, 1000, 600, 1500, 2000, 700, 4000, 1000, 2000, 6000, 500, 2500, 2000, 3000];

  test.each<[string, [number, number], (index: number) => number]>([
    ['two seconds each', [0, 7], () => 2000],
    ['different lengths', [7, PAUSES.length], (index) => lengths[index] ?? 1000],
  ])('around silences of known place: %s', async (_name, pauses, lengthMs) => {
    const { file, gaps } = await spliceSilence(pauses, lengthMs);
    const words = (await transcribe(file)).segments.flatMap((segment) => segment.words);
    for (const gap of gaps) {
      const { fromMs, untilMs } = gap;
      const inside = words.filter((word) => word.startMs >= fromMs && word.endMs <= untilMs);
      expect(inside, `words inside the silence before ${untilMs} ms`).toEqual([]);
      const next = words.find((word) => word.startMs >= (fromMs + untilMs) / 2);
      expect(next?.text.replaceAll(/\P{L}/gu, '')).toMatch(gap.next);
      expect(Math.abs((next?.startMs ?? 0) - (untilMs + BEFORE_WORD_MS))).toBeLessThanOrEqual(300);
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
  test('the same words six times in a row are marked as a repetition, not dropped', async () => {
    // "Young man", the end of the sentence: a second try takes the longer the more there is to say.
    const speech = (await readPcm(audio('austen-0880.wav'), SAMPLE_RATE_HZ)).subarray(1.8 * SAMPLE_RATE_HZ);
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
  /** Goes on from a journal until the entry with this number, or to the end. */
  async function goOn(file: string, before: MemoryJournal, stopAt: number | null): Promise<MemoryJournal> {
    const { outcome, journal } = await runOnce(
      file,
      new MemoryJournal({
        resume: before.resumePoint(),
        finished: before.finished,
        after: ({ index }) => {
          if (index === stopAt) throw new Error('The program was killed.');
        },
      }),
    );
    expect(outcome.kind).toBe(stopAt === null ? 'completed' : 'stopped');
    return journal;
  }

  test('goes on to the text of one that was not, without doing anything twice', async () => {
    // Each sentence becomes a chunk of its own.
    const pause = silence(9_000, SAMPLE_RATE_HZ);
    const sentences = ['0880', '0890', '0920', '0930'].map((name) =>
      readPcm(audio(`austen-${name}.wav`), SAMPLE_RATE_HZ),
    );
    const file = join(folder, 'sentences.wav');
    const pieces = (await Promise.all(sentences)).flatMap((sentence) => [sentence, pause]);
    await writeWav(file, pieces, SAMPLE_RATE_HZ);
    const undisturbed = (await runOnce(file, new MemoryJournal())).journal;
    const { calls } = undisturbed;
    expect(calls.length).toBeGreaterThan(8);
    // In the middle of its work, and when all is done but for the last word.
    const once = await goOn(file, new MemoryJournal(), Math.floor(calls.length / 2));
    const left = calls.length - once.calls.length;
    const twice = await goOn(file, once, left - 1);
    const ended = await goOn(file, twice, null);
    expect(ended.planned).toEqual(undisturbed.planned);
    expect(ended.slices).toEqual(undisturbed.slices);
    expect(ended.finished.map(({ text }) => text)).toEqual(undisturbed.finished.map(({ text }) => text));
    const chunks = [once, twice, ended].map(
      (journal) => journal.calls.filter(({ name }) => name === 'chunkFinished').length,
    );
    expect(chunks.reduce((sum, count) => sum + count)).toBe(undisturbed.finished.length);
  });
});

describe('the same sound gives the same text', () => {
  test('whatever ran before on the engine', async () => {
    const once = await transcribe(audio('jfk.mp3'));
    await transcribe(audio('austen-0870.wav'));
    expect(await transcribe(audio('jfk.mp3'))).toEqual(once);
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
