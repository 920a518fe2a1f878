import { expect, test } from 'vitest';
import { transcriptSchema } from '../../../src/shared/transcript.ts';
import {
  BOOT,
  completeJob,
  doChunk,
  ENGINE,
  finished,
  must,
  newJob,
  newStore,
  SUMMARY,
  segment,
  startJob,
} from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

test('a complete transcript says what it was made from and with', () => {
  const { store } = newStore(suite);
  const options = { ...newJob(1).options, quality: 'fast' as const, translate: true };
  const job = completeJob(store, 1, [['hello']], { options });
  const transcript = must(store.transcript(job.uid, null));
  expect(transcriptSchema.parse(transcript)).toEqual(transcript);
  expect(transcript).toMatchObject({
    source: { fileName: 'talk 1.mp3', durationMs: 60_000, track: 0, channels: 'mix' },
    engine: { ...ENGINE, quality: 'fast', task: 'translate' },
    language: { code: 'en', probability: 0.9, mode: 'detected' },
    complete: true,
  });
});

test('a transcript of a job that has not run is empty and says so', () => {
  const { store } = newStore(suite);
  const job = must(store.addJobs([newJob(1)])[0]);
  const transcript = must(store.transcript(job.uid, null));
  expect(transcriptSchema.parse(transcript)).toMatchObject({
    complete: false,
    segments: [],
    engine: { model: 'base' },
    language: { code: '' },
  });
});

test('where every part decides for itself, the language of a transcript is the one that was spoken most', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  const segments = [
    segment(0, 0, 'a', { language: 'en', endMs: 500 }),
    segment(0, 1, 'b', { language: 'de' }),
    segment(0, 2, 'c', { language: 'en', endMs: 2_100 }),
  ];
  doChunk(store, fence, finished(0, [], { language: null, text: { segments } }));
  expect(must(store.transcript(job.uid, null)).language).toMatchObject({ code: 'de', probability: null });
});

test('what was said on several channels is put in the order of time', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  const right = segment(0, 0, 'right', { id: '1-0-0', channel: 1, startMs: 500 });
  const early = segment(0, 0, 'early', { id: '1-0-1', channel: 1, startMs: 100 });
  const left = segment(1, 0, 'left', { id: '0-0-0', channel: 0, startMs: 500, endMs: 99_000 });
  doChunk(store, fence, finished(0, [], { text: { segments: [right, early] } }));
  doChunk(store, fence, finished(1, [], { text: { segments: [left] } }));
  const transcript = must(store.transcript(job.uid, null));
  expect(transcript.segments.map(({ text }) => text)).toEqual(['early', 'left', 'right']);
  expect(transcript.source.durationMs).toBe(99_000);
});

test('an edited segment has its new text everywhere, and the original is kept', () => {
  const { store } = newStore(suite);
  const job = completeJob(store, 1, [['wrong word']]);
  expect(store.editSegment(job.id, 'm-0-0', 'right word')).toBe(true);
  expect(store.editSegment(job.id, 'm-0-0', 'right word')).toBe(true);
  expect(store.editSegment(job.id, 'm-9-9', 'x')).toBe(false);
  expect(store.editSegment(99, 'm-0-0', 'x')).toBe(false);
  expect(must(store.transcript(job.uid, null)).segments[0]).toMatchObject({
    text: 'right word',
    originalText: 'wrong word',
  });
  expect(store.search('right', 5)).toMatchObject([{ uid: job.uid, segmentId: 'm-0-0', text: 'right word' }]);
  expect(store.search('wrong', 5)).toEqual([]);
});

test('only the text that is shown can be edited', () => {
  const { store } = newStore(suite);
  const job = completeJob(store, 1, [['shown']]);
  store.redo(job.id, job.options);
  const fence = { jobId: job.id, epoch: must(store.start(job.id, BOOT)).epoch };
  doChunk(store, fence, finished(0, ['not yet']));
  store.editSegment(job.id, 'm-0-0', 'edited');
  store.complete(fence, SUMMARY);
  expect(must(store.transcript(job.uid, 1)).segments[0]?.text).toBe('edited');
  expect(must(store.transcript(job.uid, 2)).segments[0]?.text).toBe('not yet');
});
