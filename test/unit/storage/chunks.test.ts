import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EarshotError } from '../../../src/shared/errors.ts';
import { transcriptSchema } from '../../../src/shared/transcript.ts';
import {
  BOOT,
  doChunk,
  ENGINE,
  failureOf,
  finished,
  must,
  newStore,
  planned,
  segment,
  startJob,
  withGap,
} from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

test('a finished chunk is stored with all that it says', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  store.setEngine(fence, ENGINE);
  const review = [{ reason: 'repetition' as const, startMs: 1, endMs: 2, note: 'Twice.', channel: null }];
  const discarded = [
    { reason: 'no-speech' as const, startMs: 3, endMs: 4, text: '', channel: null },
    { reason: 'replaced' as const, startMs: 5, endMs: 6, text: 'gone', channel: null },
  ];
  const chunk = finished(0, ['hello there', 'second segment'], { text: { review, discarded } });
  expect(doChunk(store, fence, chunk)).toMatchObject({
    chunksPlanned: 1,
    chunksDone: 1,
    chunksGap: 0,
    doneMs: 10_000,
    language: 'en',
    engine: ENGINE,
  });
  expect(store.segmentsFrom(job.id, 0)).toEqual([{ sequence: 0, segments: chunk.text.segments }]);
  const transcript = must(store.transcript(job.uid, null));
  expect(transcriptSchema.parse(transcript)).toEqual(transcript);
  expect(transcript).toMatchObject({ segments: chunk.text.segments, review, discarded, complete: false });
});

test('a chunk that says nothing is finished too', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  const stored = doChunk(store, fence, finished(0, [], { language: null }));
  expect(stored).toMatchObject({ chunksDone: 1, language: null });
  expect(store.segmentsFrom(job.id, 0)).toEqual([{ sequence: 0, segments: [] }]);
});

test('chunks may be finished in any order; time counts up to the first one that is not', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  for (const sequence of [0, 1, 2]) store.startChunk(fence, planned(sequence));
  expect(must(store.finishChunk(fence, finished(2, ['three']))).job).toMatchObject({
    chunksDone: 1,
    doneMs: 0,
  });
  expect(must(store.finishChunk(fence, finished(0, ['one']))).job).toMatchObject({
    chunksDone: 2,
    doneMs: 10_000,
  });
  expect(store.segmentsFrom(job.id, 1).map(({ sequence }) => sequence)).toEqual([2]);
  expect(must(store.finishChunk(fence, finished(1, ['two']))).job).toMatchObject({
    chunksDone: 3,
    doneMs: 30_000,
  });
});

test('with channels kept apart, time counts for the one that has come the least far', () => {
  const { store } = newStore(suite);
  const { fence } = startJob(store, 1);
  const chunk = { index: 0, startMs: 0, endMs: 4_000, spans: [] };
  store.startChunk(fence, { sequence: 0, streamIndex: 0, chunk });
  store.startChunk(fence, { sequence: 1, streamIndex: 1, chunk: { ...chunk, startMs: 1_000, endMs: 9_000 } });
  store.finishChunk(fence, finished(0, []));
  expect(must(store.finishChunk(fence, finished(1, []))).job.doneMs).toBe(4_000);
});

test('a chunk with a gap counts as one, and the history says why', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  expect(doChunk(store, fence, withGap(0, ['some text']))).toMatchObject({
    chunksDone: 0,
    chunksGap: 1,
    doneMs: 10_000,
  });
  expect(store.history(job.id).at(-1)).toMatchObject({
    from: 'running',
    to: 'running',
    code: 'engine-crashed',
  });
  expect(store.resumePoint(job.id).planned).toMatchObject([{ isFinished: true }]);
});

test('an engine that dies over a chunk is counted, and the chunk can still be finished', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  expect(store.failChunk(fence, 0, failureOf())).toBe(false);
  store.startChunk(fence, planned(0));
  expect(store.failChunk(fence, 0, failureOf())).toBe(true);
  expect(store.failChunk(fence, 0, failureOf())).toBe(true);
  expect(store.resumePoint(job.id).planned).toMatchObject([{ deaths: 2, isFinished: false }]);
  expect(store.history(job.id).at(-1)).toMatchObject({
    code: 'engine-crashed',
    detail: 'Part 1: It went wrong.',
  });
  expect(store.finishChunk(fence, finished(0, ['at last']))).not.toBeNull();
});

test('what an older run finds is refused and changes nothing', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  store.startChunk(fence, planned(0));
  store.step({ jobId: job.id, event: 'requeue', actor: 'queue', epoch: fence.epoch });
  const newer = { jobId: job.id, epoch: must(store.start(job.id, BOOT)).epoch };
  store.startChunk(newer, planned(0));
  const before = { job: store.job(job.uid), resume: store.resumePoint(job.id) };

  expect(store.finishChunk(fence, finished(0, ['late']))).toBeNull();
  expect(store.startChunk(fence, planned(1))).toBe(false);
  expect(store.failChunk(fence, 0, failureOf())).toBe(false);
  expect(store.setEngine(fence, ENGINE)).toBe(false);
  expect(store.addSpeechSlice(fence, { streamIndex: 0, slice: 0, probabilities: [1], levelsDb: [-1] })).toBe(
    false,
  );

  expect({ job: store.job(job.uid), resume: store.resumePoint(job.id) }).toEqual(before);
  expect(store.search('late', 5)).toEqual([]);
  expect(store.segmentsFrom(job.id, 0)).toEqual([]);
  // Positive control: the same from the run that counts is taken.
  expect(store.finishChunk(newer, finished(0, ['late']))).not.toBeNull();
});

test('a chunk is finished once', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  doChunk(store, fence, finished(0, ['once']));
  expect(store.finishChunk(fence, finished(0, ['twice']))).toBeNull();
  expect(store.startChunk(fence, planned(0))).toBe(false);
  expect(must(store.transcript(job.uid, null)).segments.map(({ text }) => text)).toEqual(['once']);
});

test('a plan has no holes', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  expect(() => store.startChunk(fence, planned(1))).toThrow(EarshotError);
  expect(store.resumePoint(job.id).planned).toEqual([]);
});

test('a chunk is stored completely or not at all', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  store.startChunk(fence, planned(0));
  const before = { job: store.job(job.uid), history: store.history(job.id) };
  const twins = [segment(0, 0, 'first'), segment(0, 0, 'second of the same name')];
  expect(() => store.finishChunk(fence, finished(0, [], { text: { segments: twins } }))).toThrow(
    EarshotError,
  );
  expect({ job: store.job(job.uid), history: store.history(job.id) }).toEqual(before);
  expect(store.search('first', 5)).toEqual([]);
  expect(store.finishChunk(fence, finished(0, ['first']))).not.toBeNull();
});

test('a run goes on with the plan and the speech of the runs before it', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  const slices = [
    { streamIndex: 0, slice: 0, probabilities: [0.35, 0.999, 0], levelsDb: [-100, -1, 0] },
    { streamIndex: 1, slice: 0, probabilities: [], levelsDb: [] },
    { streamIndex: 0, slice: 1, probabilities: [0.5], levelsDb: [-42] },
  ];
  for (const slice of slices) expect(store.addSpeechSlice(fence, slice)).toBe(true);
  doChunk(store, fence, finished(0, ['one'], { language: { code: 'de', probability: null } }));
  store.startChunk(fence, planned(1, 1));
  expect(store.resumePoint(job.id)).toEqual({
    planned: [
      { ...planned(0), isFinished: true, deaths: 0 },
      { ...planned(1, 1), isFinished: false, deaths: 0 },
    ],
    slices,
    language: { code: 'de', probability: null },
  });
});

test('speech comes back exactly as it was found, or the plan would differ after a restart', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  const thousandths = fc.integer({ min: 0, max: 1_000 }).map((value) => value / 1_000);
  const windows = fc.array(fc.tuple(thousandths, fc.integer({ min: -100, max: 0 })), { maxLength: 50 });
  let slice = 0;
  fc.assert(
    fc.property(windows, (pairs) => {
      const probabilities = pairs.map(([probability]) => probability);
      const levelsDb = pairs.map(([, level]) => level);
      store.addSpeechSlice(fence, { streamIndex: 0, slice, probabilities, levelsDb });
      expect(store.resumePoint(job.id).slices.at(-1)).toEqual({
        streamIndex: 0,
        slice,
        probabilities,
        levelsDb,
      });
      slice += 1;
    }),
    { numRuns: 50 },
  );
});

test('words come back exactly as they were', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  const word = fc.record({
    text: fc.string({ unit: 'grapheme', minLength: 1 }),
    startMs: fc.nat(),
    endMs: fc.nat(),
    probability: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
    spaceBefore: fc.boolean(),
  });
  let sequence = 0;
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const segments = [segment(sequence, 0, 'text', { words })];
      doChunk(store, fence, finished(sequence, [], { text: { segments } }));
      expect(store.segmentsFrom(job.id, sequence)).toEqual([{ sequence, segments }]);
      sequence += 1;
    }),
    { numRuns: 50 },
  );
});
