import { expect, test } from 'vitest';
import type { AudioTrack, MediaInfo } from '../../../src/main/core/media/media-info.ts';
import { playableAsIs } from '../../../src/main/core/media/playable-as-is.ts';

const TRACK: AudioTrack = {
  index: 0,
  streamIndex: 0,
  codec: 'aac',
  channels: 2,
  sampleRateHz: 48_000,
  language: null,
  title: null,
  isDefault: true,
  durationMs: null,
};
const MP4 = 'mov,mp4,m4a,3gp,3g2,mj2';

function info(container: string, startMs: number | null = 0): MediaInfo {
  return {
    sizeBytes: 1,
    modifiedAtMs: 0,
    container,
    durationMs: 1_000,
    startMs,
    tracks: [TRACK],
    hasVideo: false,
    tags: { title: null, artist: null, recordedAt: null },
  };
}

test.each([
  ['talk.mp3', 'mp3', 'mp3', 'audio/mpeg'],
  ['talk.m4a', MP4, 'aac', 'audio/mp4'],
  ['talk.MP4', MP4, 'aac', 'audio/mp4'],
  ['talk.wav', 'wav', 'pcm_u8', 'audio/wav'],
  ['talk.wav', 'wav', 'pcm_s16le', 'audio/wav'],
  ['talk.wav', 'wav', 'pcm_s24le', 'audio/wav'],
  ['talk.ogg', 'ogg', 'vorbis', 'audio/ogg'],
  ['talk.opus', 'ogg', 'opus', 'audio/ogg'],
  ['talk.flac', 'flac', 'flac', 'audio/flac'],
  ['talk.webm', 'matroska,webm', 'opus', 'audio/webm'],
  ['talk.webm', 'matroska,webm', 'vorbis', 'audio/webm'],
  // The name says nothing, what is inside does.
  ['talk.dat', 'mp3', 'mp3', 'audio/mpeg'],
])('%s (%s, %s) is played as it is', (file, container, codec, mediaType) => {
  expect(playableAsIs(file, info(container), { ...TRACK, codec })).toBe(mediaType);
});

test.each([
  ['talk.m4a', MP4, 'alac'],
  ['talk.mov', MP4, 'pcm_s16le'],
  ['talk.wav', 'wav', 'pcm_mulaw'],
  ['talk.wav', 'wav', 'pcm_s32le'],
  ['talk.aac', 'aac', 'aac'],
  ['talk.mkv', 'matroska,webm', 'opus'],
  ['talk.webm', 'matroska,webm', 'aac'],
  ['talk.avi', 'avi', 'mp3'],
  ['talk.ogg', 'ogg', 'speex'],
  ['talk.amr', 'amr', 'amr_nb'],
])('%s (%s, %s) needs a copy', (file, container, codec) => {
  expect(playableAsIs(file, info(container), { ...TRACK, codec })).toBeNull();
});

test('another than the first track needs a copy: a player never asks', () => {
  expect(playableAsIs('talk.m4a', info(MP4), { ...TRACK, index: 1 })).toBeNull();
});

test('more channels than browsers mix need a copy', () => {
  expect(playableAsIs('talk.wav', info('wav'), { ...TRACK, codec: 'pcm_s16le', channels: 9 })).toBeNull();
});

test('a time line that does not begin at zero needs a copy; the padding of an encoder does not', () => {
  expect(playableAsIs('talk.m4a', info(MP4, 1_940), TRACK)).toBeNull();
  expect(playableAsIs('talk.mp3', info('mp3', 25), { ...TRACK, codec: 'mp3' })).toBe('audio/mpeg');
  expect(playableAsIs('talk.mp3', info('mp3', null), { ...TRACK, codec: 'mp3' })).toBe('audio/mpeg');
});
