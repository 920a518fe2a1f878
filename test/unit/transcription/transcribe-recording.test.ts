import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALL_GUARDS } from '../../../src/main/core/transcription/guards.ts';
import { resultOf } from '../../support/scripted-engine.ts';
import { soundStream, TALK_EVERY_MS, talks } from '../../support/sound-stream.ts';
import { answerOf, mediaOf, StagedRecording, textsOf, WORDS } from '../../support/staged-recording.ts';

/** Sound that ends in the middle of a window, and of a chunk as it is planned. */
const CUT_OFF_MS = 5_632;
const cutOff = {
  decode: async () => ({
    track: 0,
    streams: [soundStream(CUT_OFF_MS)],
    finished: Promise.resolve({ decodedMs: CUT_OFF_MS, warnings: [] }),
  }),
};

test('every talk of a recording is in its text', async () => {
  const stage = new StagedRecording({ answer: answerOf });
  const transcript = await stage.completed();
  expect(textsOf(transcript)).toEqual(['This is talk zero.', 'This is talk one.', 'This is talk two.']);
  expect(transcript).toMatchObject({
    complete: true,
    source: { fileName: 'talk.wav', durationMs: 36_000, track: 0, channels: 'mix' },
    engine: { model: 'base', task: 'transcribe', quality: 'fast' },
  });
});

test('the summary says what was heard, and with what', async () => {
  const media = mediaOf(36_000);
  const stage = new StagedRecording({
    answer: (call) => answerOf(call, { language: 'de', languageProbability: 0.9 }),
    ports: {
      probe: async () => media,
      decode: async () => ({
        track: 3,
        streams: [soundStream(36_000)],
        finished: Promise.resolve({ decodedMs: 35_000, warnings: ['Cut off.'] }),
      }),
    },
  });
  expect(await stage.outcome).toMatchObject({
    kind: 'completed',
    summary: {
      media,
      engine: { name: 'scripted', states: 1 },
      durationMs: 35_000,
      track: 3,
      warnings: ['Cut off.'],
      language: { code: 'de', probability: 0.9 },
    },
    timings: { engineWallMs: 300, engineCpuMs: 270, encodeMs: 150 },
  });
});

test('a recording in which nobody speaks is completed, without text', async () => {
  const stage = new StagedRecording({ speech: () => [] });
  expect(await stage.completed()).toMatchObject({ complete: true, segments: [], review: [] });
  expect(stage.progress.at(-1)).toMatchObject({ stage: 'finishing', doneMs: 36_000 });
});

test('a warning of the decoder reaches the person, and the work goes on', async () => {
  const stage = new StagedRecording({
    answer: answerOf,
    finished: Promise.resolve({ decodedMs: 30_000, warnings: ['The end of the file is missing.'] }),
  });
  await stage.completed();
  expect(stage.events).toContainEqual({ kind: 'notice', message: 'The end of the file is missing.' });
});

test('no chunk reaches beyond the sound that is there, though it was planned to', async () => {
  const stage = new StagedRecording({ answer: answerOf, speech: () => talks(1), ports: cutOff });
  await stage.completed();
  const range = stage.engine.calls[0]?.range;
  expect((range?.firstSample ?? 0) + (range?.sampleCount ?? 0)).toBe(CUT_OFF_MS * 16);
  expect(stage.journal.planned[0]?.chunk.endMs).toBeGreaterThan(CUT_OFF_MS);
});

test('channels kept apart become one transcript in the order of speaking', async () => {
  const stage = new StagedRecording({
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

test('what a better second try replaced is recorded', async () => {
  const stage = new StagedRecording({
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
  const stage = new StagedRecording({
    speech: () => talks(1),
    ports: { guards: ALL_GUARDS, ...cutOff },
    answer: () => resultOf([]),
  });
  const { review } = await stage.completed();
  expect(review).toEqual([
    expect.objectContaining({ reason: 'nothing-recognised', startMs: 1_200, endMs: CUT_OFF_MS }),
  ]);
});

test('in whatever order chunks finish, each is written down once and told only then', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 7 }),
      async (scheduler, states, talkCount) => {
        const later = () => scheduler.schedule(Promise.resolve());
        const stage: StagedRecording = new StagedRecording({
          states,
          talkCount,
          ready: later,
          listen: later,
          answer: (call) => scheduler.schedule(Promise.resolve(answerOf(call))),
          journal: { before: later, after: later },
          onEvent: (event) => {
            if (event.kind !== 'chunk') return;
            expect(stage.journal.finished.map(({ sequence }) => sequence)).toContain(event.sequence);
          },
        });
        await scheduler.waitFor(stage.outcome);
        const expected = WORDS.slice(0, talkCount).map((word) => `This is talk ${word}.`);
        expect(textsOf(await stage.completed())).toEqual(expected);
        const told = stage.told.toSorted((a, b) => a.sequence - b.sequence);
        expect(told.map(({ sequence }) => sequence)).toEqual(expected.map((_, sequence) => sequence));
        expect(told.flatMap(({ segments }) => segments.map(({ text }) => text))).toEqual(expected);
      },
    ),
  );
});

test('the start of a chunk is written down before the engine hears it, and speech before it is planned on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, states) => {
      const made: string[] = [];
      const stage = new StagedRecording({
        states,
        talkCount: 6,
        answer: (call) => {
          made.push(`heard at ${call.startMs}`);
          return scheduler.schedule(Promise.resolve(answerOf(call)));
        },
        journal: {
          before: () => scheduler.schedule(Promise.resolve()),
          after: ({ name, about }) => made.push(`${name} ${about}`),
        },
      });
      await scheduler.waitFor(stage.outcome);
      const { planned } = stage.journal;
      expect(planned).toHaveLength(6);
      for (const { sequence, chunk } of planned) {
        const started = made.indexOf(`chunkStarted ${sequence}`);
        expect(made.indexOf(`heard at ${chunk.startMs}`)).toBeGreaterThan(started);
        expect(made.slice(0, started)).toEqual(
          expect.arrayContaining(sequence === 0 ? ['speechFound 0/0'] : [`chunkStarted ${sequence - 1}`]),
        );
      }
    }),
  );
});

test('progress never goes back nor past the end, and the plan stays complete once it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, states) => {
      const stage = new StagedRecording({
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
