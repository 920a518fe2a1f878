import { expect, test } from 'vitest';
import { describeMedia } from '../../../src/main/core/media/describe-media.ts';
import type { ProbedContainer, ProbedStream } from '../../../src/main/core/media/probed-container.ts';

const file = { sizeBytes: 1, modifiedAtMs: 2 };

function stream(given: Partial<ProbedStream>): ProbedStream {
  return {
    streamIndex: 0,
    kind: 'audio',
    codec: 'aac',
    channels: 1,
    sampleRateHz: 8000,
    hasPictureSize: false,
    isDefault: false,
    isAttachedPicture: false,
    durationMs: null,
    tags: new Map(),
    ...given,
  };
}

function container(tags: Record<string, string>, ...streams: readonly ProbedStream[]): ProbedContainer {
  return { container: 'wav', durationMs: null, startMs: null, streams, tags: new Map(Object.entries(tags)) };
}

test('tracks are numbered among the sound that can be decoded', () => {
  const info = describeMedia(
    container(
      {},
      stream({ streamIndex: 0, kind: 'video' }),
      stream({ streamIndex: 1, channels: 0 }),
      stream({ streamIndex: 2 }),
      stream({ streamIndex: 3, sampleRateHz: 1_098_820 }),
      stream({ streamIndex: 4 }),
    ),
    file,
  );
  expect(info.tracks.map(({ index, streamIndex }) => [index, streamIndex])).toEqual([
    [0, 2],
    [1, 4],
  ]);
});

test('cover art is no video', () => {
  const cover = stream({ kind: 'video', hasPictureSize: true, isAttachedPicture: true });
  expect(describeMedia(container({}, cover), file).hasVideo).toBe(false);
  expect(describeMedia(container({}, { ...cover, isAttachedPicture: false }), file).hasVideo).toBe(true);
});

test('an undetermined language is no language', () => {
  const tracks = describeMedia(container({}, stream({ tags: new Map([['language', 'und']]) })), file).tracks;
  expect(tracks[0]?.language).toBeNull();
});

test.each([
  [
    'a phone writes the instant',
    { creation_time: '2024-05-01T10:00:00.000000Z' },
    '2024-05-01T10:00:00.000Z',
  ],
  [
    'the time of recording beats the time of export',
    { creation_time: '2024-06-01T10:00:00Z', 'com.apple.quicktime.creationdate': '2024-05-01T12:00:00+0200' },
    '2024-05-01T10:00:00.000Z',
  ],
  [
    'a broadcast recorder writes date and time apart',
    { date: '2024-05-01', creation_time: '10:00:00' },
    '2024-05-01T10:00:00',
  ],
  ['a date alone stays a date', { date: '2024-05-01' }, '2024-05-01'],
  ['the year of an album is no recording time', { date: '1969' }, null],
  ['a clock that was never set tells nothing', { creation_time: '1970-01-01T00:00:00.000000Z' }, null],
])('%s', (_, tags, expected) => {
  expect(describeMedia(container(tags), file).tags.recordedAt).toBe(expected);
});
