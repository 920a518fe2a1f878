import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { probeMedia } from '../../src/main/core/media/probe.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { beeps, ffmpeg, fixture, never, picture, temporaryFolder, tools } from '../support/make-media.ts';

const alone = { ...tools, ffprobePath: null };

/** The outcome with ffmpeg alone and, where there is one, with ffprobe: both must be the same. */
async function codes(file: string): Promise<string[]> {
  const ways = tools.ffprobePath === null ? [alone] : [tools, alone];
  const outcomes = ways.map((way) => probeMedia(file, way, { signal: never }).then(() => 'media', codeOf));
  return [...new Set(await Promise.all(outcomes))];
}

function codeOf(error: unknown): string {
  return error instanceof EarshotError ? error.code : String(error);
}

/** A small file of every kind: tags, several tracks, cover art, chapters, no declared length. */
async function corpus(): Promise<string[]> {
  const folder = await temporaryFolder();
  const beep = beeps(2, [0.5, 1]);
  const chapters =
    ';FFMETADATA1\ntitle=The file\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle=A chapter\n';
  await writeFile(join(folder, 'chapters.txt'), chapters);
  const twoTracks = ['-map', '0:v', '-map', '1:a', '-map', '2:a', '-c:v', 'mpeg4', '-c:a', 'aac'];
  const languages = ['-metadata:s:a:0', 'language=deu', '-metadata:s:a:1', 'language=fra'];
  const marks = [
    '-metadata:s:a:1',
    'title=Kommentar: 2',
    '-disposition:a:0',
    '0',
    '-disposition:a:1',
    'default',
  ];
  const trackTags = [...languages, ...marks];
  const tags = [
    '-metadata',
    'title=Größe = 3: "x"',
    '-metadata',
    'artist=A\nB',
    '-metadata',
    'date=2024-05-01',
  ];
  ffmpeg(folder, ...picture(1), '-frames:v', '1', 'cover.png');
  const soundAlone = [
    { encoding: [...tags, '-c:a', 'libvorbis'], name: 'tags.ogg' },
    { encoding: ['-c:a', 'libopus', '-f', 'webm', '-live', '1'], name: 'live.webm' },
    { encoding: ['-c:a', 'libopus'], name: 'priming.mkv' },
    { encoding: ['-ac', '6', '-c:a', 'ac3'], name: 'surround.ac3' },
    { encoding: ['-af', 'aformat=channel_layouts=7.1', '-c:a', 'pcm_f32le'], name: 'eight.wav' },
    { encoding: ['-c:a', 'aac'], name: 'raw.aac' },
    { encoding: ['-ar', '8000', '-c:a', 'pcm_alaw'], name: 'phone.au' },
    { encoding: ['-c:a', 'wmav2'], name: 'old.wma' },
  ];
  ffmpeg(folder, ...beep, ...soundAlone.flatMap(({ encoding, name }) => [...encoding, name]));
  return [
    ...['jfk.mp3', 'jfk.wav', 'printing-1.flac', 'sonnet-1.mp3'].map(fixture),
    ...['sonnet-clip.mp4', 'sonnet-clip.ogg', 'sonnet-clip.webm'].map(fixture),
    ffmpeg(folder, ...picture(2), ...beep, ...beep, ...twoTracks, ...trackTags, ...tags, 'two.mkv'),
    ffmpeg(folder, ...picture(2), ...beep, ...beep, ...twoTracks, ...trackTags, ...tags, 'two.mp4'),
    ffmpeg(folder, ...picture(2), ...beep, '-c:v', 'mpeg2video', '-c:a', 'mp2', 'broadcast.ts'),
    ffmpeg(folder, ...picture(2), ...beep, '-c:v', 'mpeg4', '-c:a', 'mp3', 'old.avi'),
    ffmpeg(
      folder,
      ...beep,
      '-i',
      'cover.png',
      '-c:v',
      'copy',
      '-disposition:v',
      'attached_pic',
      ...tags,
      'cover.mp3',
    ),
    ffmpeg(folder, ...beep, '-i', 'chapters.txt', '-map_metadata', '1', '-c:a', 'aac', 'book.m4b'),
    ...soundAlone.map(({ name }) => join(folder, name)),
  ];
}

test.skipIf(tools.ffprobePath === null)(
  'ffprobe and ffmpeg alone describe the whole corpus alike',
  async () => {
    for (const file of await corpus()) {
      const [one, other] = await Promise.all([
        probeMedia(file, tools, { signal: never }),
        probeMedia(file, alone, { signal: never }),
      ]);
      const withoutLengths = (info: typeof one) => ({
        ...info,
        durationMs: null,
        tracks: info.tracks.map((track) => ({ ...track, durationMs: null })),
      });
      expect(withoutLengths(other)).toEqual(withoutLengths(one));
      expect(Math.abs((other.durationMs ?? 0) - (one.durationMs ?? 0))).toBeLessThanOrEqual(10);
    }
  },
);

test('tracks, their languages and the default are told apart', async () => {
  const folder = await temporaryFolder();
  const inputs = [...picture(1), ...beeps(1), ...beeps(1), '-map', '0', '-map', '1', '-map', '2'];
  const tags = ['-metadata:s:a:0', 'language=deu', '-metadata:s:a:1', 'title=Comment'];
  const marks = ['-disposition:a:0', '0', '-disposition:a:1', 'default'];
  const file = ffmpeg(folder, ...inputs, '-c:v', 'mpeg4', '-c:a', 'aac', ...tags, ...marks, 'two.mkv');
  expect(await probeMedia(file, tools, { signal: never })).toMatchObject({
    hasVideo: true,
    tracks: [
      { index: 0, streamIndex: 1, language: 'deu', title: null, isDefault: false, codec: 'aac', channels: 1 },
      { index: 1, streamIndex: 2, language: null, title: 'Comment', isDefault: true, sampleRateHz: 48_000 },
    ],
  });
});

test('cover art is not video, and tags are read', async () => {
  const folder = await temporaryFolder();
  ffmpeg(folder, ...picture(1), '-frames:v', '1', 'cover.png');
  const cover = ['-i', 'cover.png', '-c:v', 'copy', '-disposition:v', 'attached_pic'];
  const file = ffmpeg(
    folder,
    ...beeps(1),
    ...cover,
    '-metadata',
    'title=Talk',
    '-metadata',
    'artist=Ada',
    'a.mp3',
  );
  expect(await probeMedia(file, tools, { signal: never })).toMatchObject({
    hasVideo: false,
    tags: { title: 'Talk', artist: 'Ada' },
  });
});

test('no file name is too strange', async () => {
  const folder = await temporaryFolder();
  const names = [
    'two words.wav',
    'it\'s "quoted".wav',
    '$(touch hacked) `x`.wav',
    'line\nbreak.wav',
    '-i.wav',
    '--help',
    '🎙️ Gespräch.wav',
    '录音文件.wav',
    'concat:a|b.wav',
    'http:',
    'file:x.wav',
    'a%03d.wav',
    'pipe:0',
    '\\x.wav',
    `${'n'.repeat(246)}.wav`,
    "x'\n  Stream #0:9: Audio: mp3, 44100 Hz, stereo.wav",
  ];
  for (const name of names) {
    const file = join(folder, name);
    await copyFile(fixture('jfk.wav'), file);
    for (const way of [tools, alone]) {
      const info = await probeMedia(file, way, { signal: never });
      expect({ name, tracks: info.tracks }).toMatchObject({
        name,
        tracks: [{ codec: 'pcm_s16le', sampleRateHz: 16_000 }],
      });
    }
  }
});

test('a path of more than a thousand characters works', async () => {
  const folder = join(await temporaryFolder(), ...Array.from({ length: 8 }, () => 'd'.repeat(200)));
  await mkdir(folder, { recursive: true });
  await copyFile(fixture('jfk.wav'), join(folder, 'a.wav'));
  expect(await codes(join(folder, 'a.wav'))).toEqual(['media']);
});

test('the extension does not matter for real media', async () => {
  const file = join(await temporaryFolder(), 'really-an-mp4.mp3');
  await copyFile(fixture('sonnet-clip.mp4'), file);
  expect((await probeMedia(file, tools, { signal: never })).container).toContain('mp4');
});

const prose = 'It was the best of times, it was the worst of times, it was the age of wisdom.\n'.repeat(200);

test.each([
  ['.mp3', prose],
  ['.aac', prose],
  ['.ac3', prose],
  ['.m4a', prose],
  ['.wav', prose],
  ['.txt', prose],
  ['.srt', '1\n00:00:01,000 --> 00:00:02,000\nHello\n'],
  ['.vtt', 'WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n'],
  ['.mp3', Buffer.from(prose, 'utf16le')],
  ['.mp3', Buffer.alloc(50_000)],
  ['.json', '{"a": 1}'],
])('text or nothing with the extension %s is no media', async (extension, content) => {
  const file = join(await temporaryFolder(), `x${extension}`);
  await writeFile(file, content);
  expect(await codes(file)).toEqual(['not-media']);
});

test('a play list cannot make ffmpeg open another file', async () => {
  const folder = await temporaryFolder();
  await copyFile(fixture('jfk.mp3'), join(folder, 'jfk.mp3'));
  const target = join(folder, 'jfk.mp3');
  const lists = {
    'hls.m3u8': `#EXTM3U\n#EXT-X-TARGETDURATION:11\n#EXTINF:11,\n${target}\n#EXT-X-ENDLIST\n`,
    'hls.mp3': `#EXTM3U\n#EXT-X-TARGETDURATION:11\n#EXTINF:11,\n${target}\n#EXT-X-ENDLIST\n`,
    'list.ffconcat': 'ffconcat version 1.0\nfile jfk.mp3\n',
    'list.wav': 'ffconcat version 1.0\nfile jfk.mp3\n',
    'list.m3u': `#EXTM3U\n${target}\n`,
    'list.sdp': 'v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\nc=IN IP4 127.0.0.1\n',
  };
  for (const [name, content] of Object.entries(lists)) {
    await writeFile(join(folder, name), content);
    expect([name, ...(await codes(join(folder, name)))]).toEqual([name, 'not-media']);
  }
});

test('a picture is no media, a film without sound has no audio track', async () => {
  const folder = await temporaryFolder();
  expect(await codes(ffmpeg(folder, ...picture(1), '-frames:v', '1', 'a.png'))).toEqual(['not-media']);
  expect(await codes(ffmpeg(folder, ...picture(1), '-c:v', 'mpeg4', 'silent.mp4'))).toEqual([
    'no-audio-track',
  ]);
});

test('a copy-protected recording is called that', async () => {
  const key = '76a6c65c5ea762046bd749a2e632ccbb';
  const scheme = ['-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', key, '-encryption_kid', key];
  const file = ffmpeg(await temporaryFolder(), ...beeps(1, [0, 1]), '-c:a', 'aac', ...scheme, 'a.mp4');
  await expect(probeMedia(file, tools, { signal: never })).rejects.toMatchObject({
    code: 'decode-failed',
    message: 'a.mp4 is copy-protected.',
  });
});

test('an MP4 file that was cut off before its index is called incomplete', async () => {
  const folder = await temporaryFolder();
  const file = ffmpeg(folder, '-i', fixture('jfk.wav'), '-c:a', 'aac', 'a.m4a');
  await truncate(file, 40_000);
  await expect(probeMedia(file, tools, { signal: never })).rejects.toMatchObject({
    code: 'not-media',
    message: 'a.m4a is incomplete: the index at its end is missing.',
  });
});

test('what is not a file with something in it is refused before ffmpeg sees it', async () => {
  const folder = await temporaryFolder();
  const at = (name: string): string => join(folder, name);
  await writeFile(at('empty.mp3'), '');
  await mkdir(at('folder.mp3'));
  await symlink('loop.mp3', at('loop.mp3'));
  await symlink('gone.mp3', at('dangling.mp3'));
  const missing = { ffmpegPath: at('no-ffmpeg'), ffprobePath: null };
  const code = (path: string) => probeMedia(path, missing, { signal: never }).then(() => 'media', codeOf);
  expect(await code(at('empty.mp3'))).toBe('file-empty');
  expect(await code(at('folder.mp3'))).toBe('not-a-file');
  expect(await code(at('loop.mp3'))).toBe('file-unreadable');
  expect(await code(at('dangling.mp3'))).toBe('file-not-found');
  expect(await code(at('absent.mp3'))).toBe('file-not-found');
  expect(await code(at('n'.repeat(300)))).toBe('file-not-found');
  expect(await code(at('nul\0.mp3'))).toBe('file-not-found');
});

test.skipIf(process.platform === 'win32')('a pipe, a socket and a device are not opened', async () => {
  const folder = await temporaryFolder();
  const [pipe, socket] = [join(folder, 'pipe.mp3'), join(folder, 'socket.mp3')];
  execFileSync('mkfifo', [pipe]);
  const server = createServer();
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  for (const path of [pipe, socket, '/dev/zero']) {
    await expect(probeMedia(path, tools, { signal: never })).rejects.toMatchObject({ code: 'not-a-file' });
  }
});

test.skipIf(process.platform === 'win32')('a file that may not be read is called unreadable', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'secret.wav');
  await copyFile(fixture('jfk.wav'), file);
  execFileSync('chmod', ['755', folder]);
  execFileSync('chmod', ['000', file]);
  const isRoot = process.geteuid?.() === 0;
  // Permissions do not hold root back; for the time of the check, be nobody.
  if (isRoot) process.seteuid?.(65_534);
  try {
    await expect(probeMedia(file, tools, { signal: never })).rejects.toMatchObject({
      code: 'file-unreadable',
    });
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});

test('a stopped probe ends as cancelled', async () => {
  const probing = probeMedia(fixture('jfk.mp3'), tools, { signal: AbortSignal.abort() });
  await expect(probing).rejects.toMatchObject({ code: 'cancelled' });
});
