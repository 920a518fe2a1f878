import { expect, test } from 'vitest';
import { countChannels, parseFfmpegBanner } from '../../../src/main/core/media/parse-ffmpeg-banner.ts';

const FILM = `[matroska,webm @ 0x55d] some warning
Input #0, matroska,webm, from 'file:/tmp/film.mkv':
  Metadata:
    title           : A film
    description     : first line
                    : Stream #0:7: Audio: aac, 8000 Hz, mono
    creation_time   : 2024-05-01T10:00:00.000000Z
  Duration: 00:01:02.34, start: -0.007000, bitrate: 256 kb/s
  Chapters:
    Chapter #0:0: start 0.000000, end 2.000000
      Metadata:
        title           : A chapter
  Stream #0:0: Video: h264 (High), yuv420p(progressive), 64x64 [SAR 1:1 DAR 1:1], 25 fps, 25 tbr, 1k tbn (default)
    Side data:
      title: not a tag
  Stream #0:1(deu): Audio: aac (LC), 48000 Hz, 5.1(side), fltp (default), start 1.940000
    Metadata:
      title           : Director
  Stream #0:2[0x3](und): Audio: pcm_s16le ([1][0][0][0] / 0x0001), 8000 Hz, 12 channels, s16, 768 kb/s
  Stream #0:3: Subtitle: subrip
  Stream #0:4: Video: mjpeg, yuvj420p, 600x600, 90k tbr (attached pic)
At least one output file must be specified
`;

test('the container, its length, its start and its tags are read', () => {
  const probed = parseFfmpegBanner(FILM, 'file:/tmp/film.mkv');
  expect(probed).toMatchObject({ container: 'matroska,webm', durationMs: 62_340, startMs: -7 });
  expect(probed?.tags.get('creation_time')).toBe('2024-05-01T10:00:00.000000Z');
});

test('the title of a chapter is not taken for the title of the file', () => {
  expect(parseFfmpegBanner(FILM, 'file:/tmp/film.mkv')?.tags.get('title')).toBe('A film');
});

test('a tag of several lines stays one tag, even when a line looks like a stream', () => {
  const probed = parseFfmpegBanner(FILM, 'file:/tmp/film.mkv');
  expect(probed?.tags.get('description')).toBe('first line\nStream #0:7: Audio: aac, 8000 Hz, mono');
  expect(probed?.streams).toHaveLength(5);
});

test('audio tracks are read with channels, rate, language, title and default mark', () => {
  const audio = parseFfmpegBanner(FILM, 'file:/tmp/film.mkv')?.streams.filter(({ kind }) => kind === 'audio');
  expect(audio).toMatchObject([
    { streamIndex: 1, codec: 'aac', channels: 6, sampleRateHz: 48_000, isDefault: true },
    { streamIndex: 2, codec: 'pcm_s16le', channels: 12, sampleRateHz: 8000, isDefault: false },
  ]);
  expect(audio?.[0]?.tags).toEqual(
    new Map([
      ['language', 'deu'],
      ['title', 'Director'],
    ]),
  );
});

test('cover art is told from moving pictures', () => {
  const video = parseFfmpegBanner(FILM, 'file:/tmp/film.mkv')?.streams.filter(({ kind }) => kind === 'video');
  expect(video).toMatchObject([
    { streamIndex: 0, hasPictureSize: true, isAttachedPicture: false },
    { streamIndex: 4, hasPictureSize: true, isAttachedPicture: true },
  ]);
});

test('a file name with line breaks cannot pretend to be a stream', () => {
  const name = "file:/tmp/x'\n  Duration: 09:00:00.00, start: 5.0\n  Stream #0:9: Audio: mp3, 44100 Hz, mono";
  const banner = `Input #0, wav, from '${name}':\n  Duration: 00:00:01.00, bitrate: 9 kb/s\n  Stream #0:0: Audio: pcm_u8, 8000 Hz, mono, u8\n`;
  expect(parseFfmpegBanner(banner, name)).toMatchObject({
    durationMs: 1000,
    startMs: null,
    streams: [{ streamIndex: 0, codec: 'pcm_u8' }],
  });
});

test('a path so long that ffmpeg cuts it off, with the line break, is no hindrance', () => {
  const name = `file:/${'long/'.repeat(300)}a.wav`;
  const banner = `Input #0, wav, from '${name.slice(0, 1000)}  Duration: N/A, start: 0.500000, bitrate: N/A\n  Stream #0:0: Audio: pcm_u8, 8000 Hz, stereo, u8\n`;
  expect(parseFfmpegBanner(banner, name)).toMatchObject({
    durationMs: null,
    startMs: 500,
    streams: [{ channels: 2 }],
  });
});

test('a log without an input holds no container', () => {
  expect(parseFfmpegBanner('file:x.wav: Invalid data found when processing input', 'file:x.wav')).toBeNull();
});

test.each([
  ['mono', 1],
  ['stereo', 2],
  ['2.1', 3],
  ['quad(side)', 4],
  ['5.1(side)', 6],
  ['7.1(wide)', 8],
  ['7.1.4', 12],
  ['22.2', 24],
  ['1 channels', 1],
  ['12 channels (FL+FR+AUX0)', 12],
  ['ambisonic 2', 9],
  ['', 0],
])('the layout "%s" has %i channels', (layout, channels) => {
  expect(countChannels(layout)).toBe(channels);
});
