import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { ProvenTools } from '../../../src/main/core/media/proven-tools.ts';
import type { MediaTools } from '../../../src/main/core/media/resolve-ffmpeg.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const folder = suiteFolder();
const ffmpegPath = join(folder, 'ffmpeg');
const ffprobePath = join(folder, 'ffprobe');
const { signal } = new AbortController();

beforeEach(() => {
  for (const program of [ffmpegPath, ffprobePath]) writeFileSync(program, 'program');
});

/** Finds these programs; each search is a version of its own. */
function proven(probe: string | null = ffprobePath): ProvenTools {
  let searches = 0;
  return new ProvenTools(async (): Promise<MediaTools> => {
    searches += 1;
    return { ffmpegPath, ffprobePath: probe, version: String(searches), source: 'path' };
  });
}

async function versionOf(tools: ProvenTools): Promise<string> {
  return (await tools.get(signal)).version;
}

test('programs that were found once are not searched for again', async () => {
  const tools = proven();
  expect([await versionOf(tools), await versionOf(tools)]).toEqual(['1', '1']);
});

test.each([ffmpegPath, ffprobePath])(
  'an update is noticed, and the new program proven: %s',
  async (program) => {
    const tools = proven();
    expect(await versionOf(tools)).toBe('1');
    // As package managers do it: the new one takes the name of the old one.
    writeFileSync(`${program}.new`, 'program');
    renameSync(`${program}.new`, program);
    expect([await versionOf(tools), await versionOf(tools)]).toEqual(['2', '2']);
  },
);

test.each([ffmpegPath, ffprobePath])('a program that is taken away is searched for: %s', async (program) => {
  const tools = proven();
  expect(await versionOf(tools)).toBe('1');
  rmSync(program);
  expect([await versionOf(tools), await versionOf(tools)]).toEqual(['2', '3']);
});

test('ffmpeg alone is remembered as well', async () => {
  const tools = proven(null);
  rmSync(ffprobePath);
  expect([await versionOf(tools), await versionOf(tools)]).toEqual(['1', '1']);
});

test('a search that failed is made again', async () => {
  let searches = 0;
  const tools = new ProvenTools(() => {
    searches += 1;
    return Promise.reject(new EarshotError('ffmpeg-missing', `Search ${searches}.`));
  });
  await expect(tools.get(signal)).rejects.toThrow('Search 1.');
  await expect(tools.get(signal)).rejects.toThrow('Search 2.');
});
