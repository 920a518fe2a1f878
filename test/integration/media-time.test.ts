import { appendFile, copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { beeps, decodeAll, ffmpeg, picture, type Span, temporaryFolder } from '../support/make-media.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();

const TOLERANCE_SECONDS = 0.03;

/**
 * Decodes a file and tells what is not where it should be, to 30 ms (codecs smear the edges of a tone by a few): the
 * spans that were heard when they are not the expected ones, nothing when they are.
 */
async function misplacedSound(file: string, ...expected: readonly Span[]): Promise<readonly Span[]> {
  const heard = (await decodeAll(file)).spans[0] ?? [];
  const isRight =
    heard.length === expected.length &&
    heard.every(([from, to], index) => {
      const [expectedFrom = Number.NaN, expectedTo = Number.NaN] = expected[index] ?? [];
      return (
        Math.abs(from - expectedFrom) < TOLERANCE_SECONDS && Math.abs(to - expectedTo) < TOLERANCE_SECONDS
      );
    });
  return isRight ? [] : heard;
}

const beep = beeps(3, [0.5, 1]);
const lateInput = ['-itsoffset', '1.94', ...beep];

describe('a delay', () => {
  const withPicture = [
    ['mkv', '-c:v', 'mpeg4', '-c:a', 'aac'],
    ['mkv', '-c:v', 'mpeg4', '-c:a', 'libopus'],
    ['mp4', '-c:v', 'mpeg4', '-c:a', 'aac'],
    ['ts', '-c:v', 'mpeg2video', '-c:a', 'mp2'],
    ['wmv', '-c:v', 'mpeg4', '-c:a', 'wmav2'],
    ['flv', '-c:v', 'flv1', '-c:a', 'aac'],
  ].map(([extension = '', ...codecs], index) => ({ codecs, name: `late-${index}.${extension}` }));
  const alone = [
    ['mkv', 'aac'],
    ['mkv', 'libopus'],
    ['webm', 'libvorbis'],
    ['mp4', 'aac'],
    ['mov', 'pcm_s16le'],
  ].map(([extension = '', codec = ''], index) => ({ codec, name: `alone-${index}.${extension}` }));
  beforeAll(() => {
    const tracks = ['-map', '0:v', '-map', '1:a'];
    const films = withPicture.flatMap(({ codecs, name }) => [...tracks, ...codecs, name]);
    ffmpeg(suite, ...picture(5), ...lateInput, ...films);
    ffmpeg(suite, ...lateInput, '-copyts', ...alone.flatMap(({ codec, name }) => ['-c:a', codec, name]));
  });

  test.each(withPicture)(
    'sound that sets in 1.94 s after the picture keeps its place ($name $codecs)',
    async ({ name }) => {
      expect(await misplacedSound(join(suite, name), [2.44, 2.94])).toEqual([]);
    },
  );

  test.each(alone)(
    'sound alone that begins at 1.94 s on its time line keeps its place ($name $codec)',
    async ({ name }) => {
      expect(await misplacedSound(join(suite, name), [2.44, 2.94])).toEqual([]);
    },
  );
});

test('the arbitrary clock of a broadcast stream begins at zero', async () => {
  const folder = await temporaryFolder();
  const file = ffmpeg(folder, ...beep, '-c:a', 'mp2', '-output_ts_offset', '5000', 'a.ts');
  expect(await misplacedSound(file, [0.5, 1])).toEqual([]);
});

test('a clock that started hours before the recording is not taken for silence', async () => {
  const folder = await temporaryFolder();
  expect(
    await misplacedSound(
      ffmpeg(folder, ...beep, '-c:a', 'aac', '-output_ts_offset', '7200', 'a.mkv'),
      [0.5, 1],
    ),
  ).toEqual([]);
});

describe('padding', () => {
  const kinds = [
    ['wav', 'pcm_s16le'],
    ['mp3', 'libmp3lame'],
    ['m4a', 'aac'],
    ['ogg', 'libopus'],
    ['webm', 'libopus'],
    ['flac', 'flac'],
    ['aac', 'aac'],
  ].map(([extension = '', codec = '']) => ({ codec, name: `padded.${extension}` }));
  beforeAll(() => {
    ffmpeg(suite, ...beep, ...kinds.flatMap(({ codec, name }) => ['-c:a', codec, name]));
  });

  test.each(kinds)(
    'padding that an encoder puts in front does not shift the sound ($name $codec)',
    async ({ name }) => {
      expect(await misplacedSound(join(suite, name), [0.5, 1])).toEqual([]);
    },
  );
});

test('an edit list that skips the beginning is obeyed', async () => {
  const folder = await temporaryFolder();
  ffmpeg(folder, ...beeps(6, [0.5, 1], [3.5, 4]), '-c:a', 'aac', 'whole.m4a');
  expect(
    await misplacedSound(ffmpeg(folder, '-ss', '2', '-i', 'whole.m4a', '-c', 'copy', 'a.m4a'), [1.5, 2]),
  ).toEqual([]);
});

describe('a hole', () => {
  const kinds = [
    ['mkv', 'aac'],
    ['mp4', 'aac'],
    ['ts', 'mp2'],
  ].map(([extension = '', codec = '']) => ({ codec, name: `holed.${extension}` }));
  beforeAll(() => {
    const [format = '', lavfi = '', input = '', source = ''] = beeps(30, [1, 1.5], [4, 20], [26, 26.5]);
    const sound = [format, lavfi, input, `${source},aselect='not(between(t,3,23))'`];
    const films = kinds.flatMap(({ codec, name }) => ['-c:v', 'mpeg2video', '-c:a', codec, name]);
    ffmpeg(suite, ...picture(30), ...sound, ...films);
  });

  test.each(kinds)(
    'a hole of twenty seconds in the middle of the sound stays a hole ($name $codec)',
    async ({ name }) => {
      expect(await misplacedSound(join(suite, name), [1, 1.5], [26, 26.5])).toEqual([]);
    },
  );
});

test.each(['mp3', 'aac'])(
  'a %s file joined from parts of different formats is not stretched',
  async (extension) => {
    const folder = await temporaryFolder();
    const stereo = ffmpeg(
      folder,
      ...beep,
      '-ac',
      '2',
      '-ar',
      '44100',
      '-write_xing',
      '0',
      `stereo.${extension}`,
    );
    const mono = ffmpeg(folder, ...beep, '-ac', '1', '-ar', '22050', '-write_xing', '0', `mono.${extension}`);
    const joined = join(folder, `joined.${extension}`);
    await copyFile(stereo, joined);
    for (const part of [mono, stereo]) await appendFile(joined, await readFile(part));
    const { spans, decodedMs } = await decodeAll(joined);
    expect(spans[0]).toHaveLength(3);
    // Each part brings its own padding of some 50 ms, because the parts were joined without a thought.
    expect(Math.abs((spans[0]?.[2]?.[0] ?? 0) - 6.5)).toBeLessThan(0.2);
    expect(Math.abs(decodedMs - 9000)).toBeLessThan(300);
  },
);

test('two broadcast recordings in one file follow one another although the clock starts over', async () => {
  const folder = await temporaryFolder();
  const part = ffmpeg(folder, ...picture(3), ...beep, '-c:v', 'mpeg2video', '-c:a', 'mp2', 'part.ts');
  const joined = join(folder, 'joined.ts');
  await copyFile(part, joined);
  await appendFile(joined, await readFile(part));
  const { spans } = await decodeAll(joined);
  expect(spans[0]).toHaveLength(2);
  expect(Math.abs((spans[0]?.[1]?.[0] ?? 0) - 3.5)).toBeLessThan(0.2);
});

test('positive control: the plain decode that is in every tutorial fails these checks', async () => {
  const folder = await temporaryFolder();
  const file = ffmpeg(folder, ...lateInput, '-copyts', '-c:a', 'aac', 'a.mkv');
  ffmpeg(folder, '-i', file, '-ar', '16000', '-ac', '1', 'plain.wav');
  expect(await misplacedSound(join(folder, 'plain.wav'), [2.44, 2.94])).not.toEqual([]);
});
