import { expect, test } from 'vitest';
import type { AssembledChunk } from '../../../src/main/core/transcription/assemble-chunk.ts';
import {
  buildTranscript,
  type TranscriptRecord,
} from '../../../src/main/core/transcription/build-transcript.ts';
import { type Segment, transcriptSchema } from '../../../src/shared/transcript.ts';
import { REQUEST } from '../../support/staged-recording.ts';
import { transcriptOf } from '../../support/transcript-of.ts';

const [template] = transcriptOf(['Yes.']).segments;

function chunkOf(fields: Partial<Segment>, rest: Partial<AssembledChunk> = {}): AssembledChunk {
  const segments = template === undefined ? [] : [{ ...template, ...fields }];
  return { segments, review: [], discarded: [], gaps: [], ...rest };
}

const RECORD: TranscriptRecord = {
  request: REQUEST,
  engine: { name: 'scripted', variant: 'none', backend: 'none', states: 1, threads: 1 },
  model: { id: 'base', sha256: '' },
  language: null,
  durationMs: 5_000,
  track: 2,
  complete: true,
  warnings: [],
};

test('the track is the one that was heard', () => {
  const transcript = transcriptSchema.parse(buildTranscript([], RECORD));
  expect(transcript.source).toEqual({ fileName: 'talk.wav', durationMs: 5_000, track: 2, channels: 'mix' });
});

test('channels are put together in the order of speaking', () => {
  const chunks = [
    chunkOf({ id: '0-0-0', startMs: 2_000, endMs: 3_000, channel: 0 }),
    chunkOf({ id: '1-0-0', startMs: 1_000, endMs: 1_500, channel: 1 }),
    chunkOf({ id: '1-1-0', startMs: 2_000, endMs: 2_500, channel: 1 }),
  ];
  expect(buildTranscript(chunks, RECORD).segments.map(({ id }) => id)).toEqual(['1-0-0', '0-0-0', '1-1-0']);
});

test('a length that the header did not tell covers all segments', () => {
  const chunks = [
    chunkOf({ startMs: 0, endMs: 9_600, channel: 0 }),
    chunkOf({ startMs: 3_200, endMs: 4_800, channel: 1 }),
  ];
  expect(buildTranscript(chunks, { ...RECORD, durationMs: 0 }).source.durationMs).toBe(9_600);
});

test('without a settled language the longest spoken one is named', () => {
  const chunks = [
    chunkOf({ language: 'de', startMs: 0, endMs: 1_000 }),
    chunkOf({ language: 'en', startMs: 1_000, endMs: 4_000 }),
  ];
  expect(buildTranscript(chunks, RECORD).language).toMatchObject({ code: 'en', probability: null });
});
