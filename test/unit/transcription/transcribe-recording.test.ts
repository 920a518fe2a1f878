import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChunkResult } from '../../../src/main/core/engine/engine.ts';
import type { Decoding } from '../../../src/main/core/media/decode.ts';
import type { MediaInfo } from '../../../src/main/core/media/media-info.ts';
import { ALL_GUARDS } from '../../../src/main/core/transcription/guards.ts';
import type { PipelineEvent, Progress } from '../../../src/main/core/transcription/pipeline-events.ts';
import { DEFAULT_PLAN_RULES } from '../../../src/main/core/transcription/plan-chunks.ts';
import type { RecordingRequest } from '../../../src/main/core/transcription/recording-request.ts';
import type { TranscriptionPorts } from '../../../src/main/core/transcription/recording-run.ts';
import {
  type RecordingOutcome,
  transcribeRecording,
} from '../../../src/main/core/transcription/transcribe-recording.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { type Transcript, transcriptSchema } from '../../../src/shared/transcript.ts';
import {
  orCancelled,
  resultOf,
  ScriptedEngine,
  type ScriptedEngineScript,
  segmentEvent,
  type TranscribeCall,
} from '../../support/scripted-engine.ts';
import { soundStream, TALK_EVERY_MS, talkAt, talks } from '../../support/sound-stream.ts';

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'] as const;

/** What somebody says in the n-th talk. */
function wordsOf({ startMs }: { startMs: number }): string {
  return ` This is talk ${WORDS[talkAt(startMs)] ?? '?'}.`;
}

function answerOf(call: TranscribeCall, done: Parameters<typeof resultOf>[1] = {}): ChunkResult {
  return resultOf([wordsOf(call)], done);
}

function mediaOf(durationMs: number | null, channels: number): MediaInfo {
  return {
    sizeBytes: 1,
    modifiedAtMs: 0,
    container: 'wav',
    durationMs,
    startMs: null,
    tracks: [
      {
        index: 0,
        streamIndex: 0,
        codec: 'pcm_s16le',
        channels,
        sampleRateHz: 16_000,
        language: null,
        title: null,
        isDefault: true,
        durationMs,
      },
    ],
    hasVideo: false,
    tags: { title: null, artist: null, recordedAt: null },
  };
}

type Scene = ScriptedEngineScript & {
  /** Talks in the recording, each with a chunk of its own; 3 unless told. */
  readonly talkCount?: number;
  readonly request?: Partial<RecordingRequest>;
  readonly ports?: Partial<TranscriptionPorts>;
  readonly finished?: Decoding['finished'];
  /** Called at each event, before it is recorded. */
  readonly onEvent?: (event: PipelineEvent) => void;
};

/** One recording on its way, and everything that can be observed about it. */
class Stage {
  readonly engine: ScriptedEngine;
  readonly events: PipelineEvent[] = [];
  readonly stop = new AbortController();
  readonly outcome: Promise<RecordingOutcome>;

  constructor({ talkCount = 3, request = {}, ports = {}, finished, onEvent, ...script }: Scene) {
    const durationMs = talkCount * TALK_EVERY_MS;
    const channels = request.channels === 'split' ? [0, 1] : [null];
    this.engine = new ScriptedEngine({ speech: () => talks(talkCount), ...script });
    this.outcome = transcribeRecording(
      {
        file: '/recordings/talk.wav',
        track: null,
        channels: 'mix',
        language: { mode: 'detected' },
        translate: false,
        prompt: null,
        quality: 'fast',
        ...request,
      },
      {
        probe: async () => mediaOf(durationMs, channels.length),
        decode: async () => ({
          streams: channels.map((channel) => soundStream(durationMs, channel)),
          finished: finished ?? Promise.resolve({ decodedMs: durationMs, warnings: [] }),
        }),
        engine: this.engine,
        model: { id: 'base', sha256: '0'.repeat(64) },
        guards: [],
        planRules: DEFAULT_PLAN_RULES,
        now: () => 0,
        ...ports,
      },
      '/nowhere',
      this.stop.signal,
      (event) => {
        onEvent?.(event);
        this.events.push(event);
      },
    );
  }

  /** The text that was told while the work went on, in the order in which it was told. */
  get toldText(): string[] {
    return this.events.flatMap((event) =>
      event.kind === 'segments' ? event.segments.map((segment) => segment.text) : [],
    );
  }

  get progress(): Progress[] {
    return this.events.flatMap((event) => (event.kind === 'progress' ? [event.progress] : []));
  }

  languagesAsked(): (string | undefined)[] {
    return this.engine.calls.map((call) => call.options.language);
  }

  /** The transcript of a recording that came to its end. */
  async completed(): Promise<Transcript> {
    const outcome = await this.outcome;
    if (outcome.kind !== 'completed') throw outcome.error;
    return transcriptSchema.parse(outcome.transcript);
  }

  async stopped(): Promise<Extract<RecordingOutcome, { kind: 'stopped' }>> {
    const outcome = await this.outcome;
    if (outcome.kind !== 'stopped') throw new Error('the recording was completed');
    return outcome;
  }
}

function textsOf(transcript: Transcript | null): string[] | null {
  return transcript?.segments.map((segment) => segment.text) ?? null;
}

const crash = new EarshotError('engine-crashed', 'The engine is gone.');

// --- the way of a recording --------------------------------------------------------------------------------------

test('every talk of a recording is in its transcript', async () => {
  const stage = new Stage({ answer: answerOf });
  const transcript = await stage.completed();
  expect(textsOf(transcript)).toEqual(['This is talk zero.', 'This is talk one.', 'This is talk two.']);
  expect(transcript).toMatchObject({
    complete: true,
    source: { fileName: 'talk.wav', durationMs: 36_000, track: 0, channels: 'mix' },
    engine: { model: 'base', task: 'transcribe', quality: 'fast' },
  });
  expect(stage.toldText).toEqual(textsOf(transcript));
});

test('a recording in which nobody speaks is completed, without text', async () => {
  const stage = new Stage({ speech: () => [] });
  expect(await stage.completed()).toMatchObject({ complete: true, segments: [], review: [] });
  expect(stage.progress.at(-1)).toMatchObject({ stage: 'finishing', doneMs: 36_000 });
});

test('a warning of the decoder reaches the person, and the work goes on', async () => {
  const stage = new Stage({
    answer: answerOf,
    finished: Promise.resolve({ decodedMs: 30_000, warnings: ['The end of the file is missing.'] }),
  });
  await stage.completed();
  expect(stage.events).toContainEqual({
    kind: 'notice',
    message: 'The end of the file is missing.',
  });
});

test('no chunk reaches beyond the sound that is there', async () => {
  const durationMs = 5_632;
  const stage = new Stage({
    answer: answerOf,
    speech: () => talks(1),
    ports: {
      decode: async () => ({
        streams: [soundStream(durationMs)],
        finished: Promise.resolve({ decodedMs: durationMs, warnings: [] }),
      }),
    },
  });
  await stage.completed();
  const range = stage.engine.calls[0]?.range;
  expect((range?.firstSample ?? 0) + (range?.sampleCount ?? 0)).toBe(durationMs * 16);
});

test('channels kept apart become one transcript in the order of speaking', async () => {
  const stage = new Stage({
    states: 2,
    request: { channels: 'split' },
    speech: (path) => (path === 'channel-0.pcm' ? talks(2) : talks(2, TALK_EVERY_MS / 2)),
    answer: (call) => resultOf([` ${call.range.pcmPath === 'channel-0.pcm' ? 'Ask' : 'Reply'}.`]),
  });
  const transcript = await stage.completed();
  expect(transcript.segments.map(({ text, channel }) => [text, channel])).toEqual([
    ['Ask.', 0],
    ['Reply.', 1],
    ['Ask.', 0],
    ['Reply.', 1],
  ]);
  expect(new Set(transcript.segments.map(({ id }) => id)).size).toBe(4);
});

// --- any order of completion ---------------------------------------------------------------------------------------

test('text is told in the order of the recording, in whatever order chunks finish', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 7 }),
      async (scheduler, states, talkCount) => {
        const stage = new Stage({
          states,
          talkCount,
          ready: () => scheduler.schedule(Promise.resolve()),
          listen: () => scheduler.schedule(Promise.resolve()),
          answer: (call) => scheduler.schedule(Promise.resolve(answerOf(call))),
        });
        await scheduler.waitFor(stage.outcome);
        const expected = WORDS.slice(0, talkCount).map((word) => `This is talk ${word}.`);
        expect(textsOf(await stage.completed())).toEqual(expected);
        expect(stage.toldText).toEqual(expected);
      },
    ),
  );
});

test('progress never goes back nor past the end, and the plan stays complete once it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, states) => {
      const stage = new Stage({
        states,
        talkCount: 6,
        listen: () => scheduler.schedule(Promise.resolve()),
        answer: (call) => scheduler.schedule(Promise.resolve(answerOf(call))),
      });
      await scheduler.waitFor(stage.outcome);
      for (const [index, progress] of stage.progress.entries()) {
        const before = stage.progress[index - 1];
        expect(progress.doneMs).toBeGreaterThanOrEqual(before?.doneMs ?? 0);
        expect(progress.doneMs).toBeLessThanOrEqual(progress.durationMs);
        expect(progress.chunksDone).toBeLessThanOrEqual(progress.chunksPlanned);
        if (before?.planIsComplete === true) expect(progress).toMatchObject({ planIsComplete: true });
        if (progress.planIsComplete) expect(progress.chunksPlanned).toBe(6);
      }
      expect(stage.progress.at(-1)).toMatchObject({
        stage: 'finishing',
        doneMs: 6 * TALK_EVERY_MS,
        chunksDone: 6,
        planIsComplete: true,
      });
    }),
  );
});

// --- language --------------------------------------------------------------------------------------------------------

test('the first chunk with text settles the language, and a chunk that guessed another is decoded again', async () => {
  const stage = new Stage({ states: 2 });
  await stage.engine.called(2);
  const [first, second] = stage.engine.calls;
  second?.answer(resultOf([' Something else.'], { language: 'en', languageProbability: 0.5 }));
  first?.answer(resultOf([' Guten Tag.'], { language: 'de', languageProbability: 0.9 }));
  await stage.engine.called(4);
  for (const call of stage.engine.calls.slice(2)) call.answer(resultOf([' Ja.'], { language: 'de' }));
  const transcript = await stage.completed();
  expect(stage.languagesAsked()).toEqual(['auto', 'auto', 'de', 'de']);
  expect(stage.engine.calls.filter((call) => talkAt(call.startMs) === 1)).toHaveLength(2);
  expect(textsOf(transcript)).toEqual(['Guten Tag.', 'Ja.', 'Ja.']);
  expect(transcript.language).toEqual({ code: 'de', probability: 0.9, mode: 'detected' });
  expect(stage.events.filter((event) => event.kind === 'language')).toEqual([
    { kind: 'language', code: 'de', probability: 0.9 },
  ]);
  expect(transcript.discarded).toEqual([
    expect.objectContaining({ reason: 'replaced', text: 'Something else.' }),
  ]);
});

test('a chunk that guessed the same language is not decoded again', async () => {
  const stage = new Stage({ states: 3, answer: (call) => answerOf(call, { language: 'en' }) });
  await stage.completed();
  expect(stage.engine.calls).toHaveLength(3);
});

test.each([
  ['no text', resultOf([], { language: 'nn', languageProbability: 0.2 })],
  ['only music', resultOf([' [Music]'], { language: 'nn', languageProbability: 0.2 })],
])('a first chunk with %s does not settle the language', async (_what, nothing) => {
  const stage = new Stage({
    answer: (call) =>
      call.index === 0 ? nothing : answerOf(call, { language: 'fr', languageProbability: 0.7 }),
  });
  const transcript = await stage.completed();
  expect(transcript.language).toMatchObject({ code: 'fr' });
  expect(stage.languagesAsked()).toEqual(['auto', 'auto', 'fr']);
});

test('in whatever order chunks finish, all text is in the language of the first chunk', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.constantFrom('de', 'en', 'fr'), { minLength: 6, maxLength: 6 }),
      async (scheduler, states, guesses) => {
        const stage = new Stage({
          states,
          talkCount: 6,
          answer: (call) => {
            const { language } = call.options;
            const heard = language === 'auto' ? (guesses[talkAt(call.startMs)] ?? '') : language;
            return scheduler.schedule(Promise.resolve(answerOf(call, { language: heard })));
          },
        });
        await scheduler.waitFor(stage.outcome);
        const { segments } = await stage.completed();
        expect(segments.map((segment) => segment.language)).toEqual(guesses.map(() => guesses[0]));
      },
    ),
  );
});

test('a fixed language is never listened for', async () => {
  const stage = new Stage({ answer: answerOf, request: { language: { mode: 'fixed', code: 'en' } } });
  const transcript = await stage.completed();
  expect(stage.languagesAsked()).toEqual(['en', 'en', 'en']);
  expect(transcript.language).toEqual({ code: 'en', probability: null, mode: 'fixed' });
});

test('per part, every chunk keeps the language it heard, and the longest spoken one is named', async () => {
  const languages = ['de', 'en', 'en'];
  const stage = new Stage({
    states: 2,
    request: { language: { mode: 'per-part' } },
    answer: (call) => answerOf(call, { language: languages[talkAt(call.startMs)] ?? '' }),
  });
  const transcript = await stage.completed();
  expect(stage.languagesAsked()).toEqual(['auto', 'auto', 'auto']);
  expect(transcript.segments.map(({ language }) => language)).toEqual(languages);
  expect(transcript.language).toEqual({ code: 'en', probability: null, mode: 'per-part' });
});

// --- tries -----------------------------------------------------------------------------------------------------------

test('what a better second try replaced is recorded', async () => {
  const stage = new Stage({
    talkCount: 1,
    ports: { guards: ALL_GUARDS },
    answer: (call) => (call.index === 0 ? resultOf([' and so'.repeat(30)]) : answerOf(call)),
  });
  const transcript = await stage.completed();
  expect(textsOf(transcript)).toEqual(['This is talk zero.']);
  expect(transcript.review).toEqual([]);
  expect(transcript.discarded).toEqual([
    expect.objectContaining({ reason: 'replaced', text: ' and so'.repeat(30).trim() }),
  ]);
});

test('speech without a word in it is marked for a look, inside the recording', async () => {
  const durationMs = 5_632;
  const stage = new Stage({
    speech: () => talks(1),
    ports: {
      guards: ALL_GUARDS,
      decode: async () => ({
        streams: [soundStream(durationMs)],
        finished: Promise.resolve({ decodedMs: durationMs, warnings: [] }),
      }),
    },
    answer: () => resultOf([]),
  });
  const { review } = await stage.completed();
  expect(review).toEqual([
    expect.objectContaining({ reason: 'nothing-recognised', startMs: 1_200, endMs: durationMs }),
  ]);
});

// --- failures ----------------------------------------------------------------------------------------------------------

test('a chunk that fails ends the recording with its error and keeps the text before it', async () => {
  const stage = new Stage({
    answer: (call) => {
      if (talkAt(call.startMs) === 2) throw crash;
      return answerOf(call);
    },
  });
  const { error, transcript } = await stage.stopped();
  expect(error).toBe(crash);
  expect(textsOf(transcript)).toEqual(['This is talk zero.', 'This is talk one.']);
  expect(transcriptSchema.parse(transcript).complete).toBe(false);
});

test('a first chunk that fails while others wait for its language leaves nobody waiting', async () => {
  const stage = new Stage({ states: 3 });
  await stage.engine.called(3);
  const [first, second, third] = stage.engine.calls;
  if (second !== undefined) second.answer(answerOf(second, { language: 'de' }));
  if (third !== undefined) third.answer(answerOf(third, { language: 'de' }));
  first?.fail(crash);
  const { error, transcript } = await stage.stopped();
  expect(error).toBe(crash);
  // What the others have finished is real text, though the one in front of it is missing.
  expect(textsOf(transcript)).toEqual(['This is talk one.', 'This is talk two.']);
});

test('a failure stops the chunks that are under way', async () => {
  const stage = new Stage({ states: 2 });
  await stage.engine.called(2);
  stage.engine.calls[0]?.fail(crash);
  expect((await stage.stopped()).error).toBe(crash);
});

test.each<[string, Scene, string]>([
  ['probing', { ports: { probe: () => Promise.reject(new EarshotError('not-media', 'No.')) } }, 'not-media'],
  [
    'starting to decode',
    { ports: { decode: () => Promise.reject(new EarshotError('disk-full', 'Full.')) } },
    'disk-full',
  ],
  [
    'loading the model',
    { ready: () => Promise.reject(new EarshotError('model-load-failed', 'No.')) },
    'model-load-failed',
  ],
  ['listening for speech', { listen: () => Promise.reject(crash) }, 'engine-crashed'],
  ['something unforeseen', { ready: () => Promise.reject(new TypeError('x is undefined')) }, 'internal'],
])('a failure at %s is the outcome, and there is no transcript', async (_stage, scene, code) => {
  const { error, transcript } = await new Stage({ states: 3, answer: answerOf, ...scene }).stopped();
  expect(error.code).toBe(code);
  expect(transcript).toBeNull();
});

test('a decoder that fails behind the last talk still makes the recording fail, with its text', async () => {
  const broken = new EarshotError('decode-failed', 'The file is damaged.');
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const stage = new Stage({
    answer: answerOf,
    finished: promise,
    onEvent: (event) => {
      if (event.kind === 'progress' && event.progress.chunksDone === 3) reject(broken);
    },
  });
  const { error, transcript } = await stage.stopped();
  expect(error).toBe(broken);
  expect(textsOf(transcript)).toHaveLength(3);
});

test('a decoder that fails while the model loads is the outcome, not an unhandled rejection', async () => {
  const broken = new EarshotError('decode-failed', 'The file is damaged.');
  const failing = Promise.reject(broken);
  failing.catch(() => {});
  const loading = Promise.withResolvers<void>();
  const stage = new Stage({ answer: answerOf, finished: failing, ready: () => loading.promise });
  // Unhandled rejections are reported after a turn of the event loop; vitest fails the run on any.
  await new Promise((resolve) => setImmediate(resolve));
  loading.resolve();
  expect((await stage.stopped()).error).toBe(broken);
});

test.each(['probed', 'engine', 'language', 'segments', 'progress'] as const)(
  'a listener that fails at "%s" ends the recording, not the program',
  async (kind) => {
    const stage = new Stage({
      states: 3,
      answer: answerOf,
      onEvent: (event) => {
        if (event.kind === kind) throw new Error('the listener is broken');
      },
    });
    expect((await stage.stopped()).error).toMatchObject({ code: 'internal' });
  },
);

test('whatever fails, in whatever order, there is one outcome, its text is in order, and nothing comes after it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.uniqueArray(fc.nat(7), { maxLength: 4 }),
      fc.option(fc.nat(12), { nil: null }),
      async (scheduler, states, failing, cancelAt) => {
        const stage = new Stage({
          states,
          talkCount: 6,
          answer: (call) => {
            if (call.index === cancelAt) stage.stop.abort();
            const result = failing.includes(call.index)
              ? Promise.reject(crash)
              : Promise.resolve(answerOf(call));
            return scheduler.schedule(result);
          },
        });
        await scheduler.waitFor(stage.outcome);
        const outcome = await stage.outcome;
        const eventCount = stage.events.length;
        await scheduler.waitAll();
        expect(stage.events).toHaveLength(eventCount);
        if (outcome.transcript !== null) {
          const { segments, complete } = transcriptSchema.parse(outcome.transcript);
          expect(complete).toBe(outcome.kind === 'completed');
          const starts = segments.map(({ startMs }) => startMs);
          expect(starts).toEqual(starts.toSorted((a, b) => a - b));
          expect(segments.map(({ text }) => text)).toEqual(expect.arrayContaining(stage.toldText));
        }
        if (outcome.kind === 'completed') expect(textsOf(outcome.transcript)).toHaveLength(6);
        else expect(['cancelled', 'engine-crashed']).toContain(outcome.error.code);
      },
    ),
    { numRuns: 300 },
  );
});

// --- cancelling ----------------------------------------------------------------------------------------------------------

test('a recording that is cancelled before it begins touches nothing', async () => {
  const stop = new AbortController();
  stop.abort();
  const touched: string[] = [];
  const outcome = await transcribeRecording(
    {
      file: 'talk.wav',
      track: null,
      channels: 'mix',
      language: { mode: 'detected' },
      translate: false,
      prompt: null,
      quality: 'fast',
    },
    {
      probe: async () => {
        touched.push('probe');
        return mediaOf(1_000, 1);
      },
      decode: () => Promise.reject(new Error('decoded')),
      engine: new ScriptedEngine(),
      model: { id: 'base', sha256: '' },
      guards: [],
      planRules: DEFAULT_PLAN_RULES,
      now: () => 0,
    },
    '/nowhere',
    stop.signal,
    () => touched.push('event'),
  );
  expect(outcome).toMatchObject({ kind: 'stopped', error: { code: 'cancelled' }, transcript: null });
  expect(touched).toEqual([]);
});

/** Work that only an abort ends; tells when it has begun. */
function heldWork(): { begun: Promise<void>; wait: (signal: AbortSignal) => Promise<never> } {
  const begun = Promise.withResolvers<void>();
  return {
    begun: begun.promise,
    wait: (signal) => {
      begun.resolve();
      return orCancelled(signal, new Promise<never>(() => {}));
    },
  };
}

test.each<[string, (held: ReturnType<typeof heldWork>) => Scene]>([
  ['probing', ({ wait }) => ({ ports: { probe: (_file, signal) => wait(signal) } })],
  ['starting to decode', ({ wait }) => ({ ports: { decode: ({ signal }) => wait(signal) } })],
  ['loading the model', ({ wait }) => ({ ready: () => wait(new AbortController().signal) })],
  ['listening for speech', ({ wait }) => ({ listen: () => wait(new AbortController().signal) })],
  [
    'waiting for sound',
    ({ wait }) => ({
      ports: {
        decode: async ({ signal }) => {
          const finished = orCancelled(signal, new Promise<never>(() => {}));
          finished.catch(() => {});
          return {
            streams: [{ ...soundStream(0), waitFor: (_samples, stopped) => wait(stopped) }],
            finished,
          };
        },
      },
    }),
  ],
])('cancelling while %s ends the recording without a transcript', async (_stage, sceneOf) => {
  const held = heldWork();
  const stage = new Stage({ answer: answerOf, ...sceneOf(held) });
  await held.begun;
  stage.stop.abort();
  const { error, transcript } = await stage.stopped();
  expect(error.code).toBe('cancelled');
  expect(transcript).toBeNull();
});

test('cancelling while chunks are decoded keeps what is finished, also behind one that is not', async () => {
  const stage = new Stage({ states: 2, talkCount: 5, request: { language: { mode: 'fixed', code: 'en' } } });
  await stage.engine.called(2);
  const answer = async (index: number, calls: number): Promise<void> => {
    const call = stage.engine.calls[index];
    call?.answer(answerOf(call));
    await stage.engine.called(calls);
  };
  await answer(0, 3);
  await answer(2, 4);
  expect(stage.toldText).toEqual(['This is talk zero.']);
  stage.stop.abort();
  const { error, transcript } = await stage.stopped();
  expect(error.code).toBe('cancelled');
  expect(transcriptSchema.parse(transcript).complete).toBe(false);
  expect(textsOf(transcript)).toEqual(['This is talk zero.', 'This is talk two.']);
});

test('cancelling while a chunk waits for the language of another ends both', async () => {
  const stage = new Stage({ states: 2 });
  await stage.engine.called(2);
  const second = stage.engine.calls[1];
  if (second !== undefined) second.answer(answerOf(second));
  stage.stop.abort();
  expect((await stage.stopped()).error.code).toBe('cancelled');
});

test('a tool that fails in its own way when it is cancelled does not hide that it was', async () => {
  const stage = new Stage({
    ports: {
      probe: async () => {
        await Promise.resolve();
        stage.stop.abort();
        throw new EarshotError('not-media', 'The tool was ended by a signal.');
      },
    },
  });
  expect((await stage.stopped()).error.code).toBe('cancelled');
});

test('cancelling after the last chunk changes nothing', async () => {
  const stage = new Stage({
    answer: answerOf,
    onEvent: (event) => {
      if (event.kind === 'progress' && event.progress.stage === 'finishing') stage.stop.abort();
    },
  });
  expect(await stage.completed()).toMatchObject({ complete: true });
});

test('the length of a partial transcript covers all its segments when no header tells it', async () => {
  const broken = new EarshotError('decode-failed', 'The file is damaged.');
  const decoding = Promise.withResolvers<never>();
  const spoken: Record<string, { startMs: number; endMs: number }> = {
    'channel-0.pcm': { startMs: 0, endMs: 9_600 },
    'channel-1.pcm': { startMs: 3_200, endMs: 4_800 },
  };
  const stage = new Stage({
    states: 2,
    talkCount: 1,
    request: { channels: 'split', language: { mode: 'fixed', code: 'en' } },
    ports: { probe: async () => mediaOf(null, 2) },
    finished: decoding.promise,
    speech: (path) => Object.entries(spoken).flatMap(([name, span]) => (name === path ? [span] : [])),
    answer: (call) =>
      call.startMs === 0
        ? resultOf([segmentEvent(' A long speech.', { startMs: 0, endMs: 9_600 })])
        : resultOf([segmentEvent(' Yes.', { startMs: 400, endMs: 2_000 })]),
    onEvent: (event) => {
      if (event.kind === 'progress' && event.progress.chunksDone === 2) decoding.reject(broken);
    },
  });
  const { transcript } = await stage.stopped();
  expect(transcript?.segments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
    [0, 9_600],
    [3_200, 4_800],
  ]);
  expect(transcript?.source.durationMs).toBe(9_600);
});
