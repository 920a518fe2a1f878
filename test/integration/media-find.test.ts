import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { findMedia } from '../../src/main/core/media/find-media.ts';
import { never, temporaryFolder } from '../support/make-media.ts';

/** Makes empty files; what a file holds does not matter to the search. */
async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), '');
  }
  return folder;
}

async function find(folder: string, ...paths: readonly string[]) {
  const found = await findMedia(paths.length === 0 ? [folder] : paths, { signal: never });
  return {
    files: found.files.map((file) => relative(folder, file)),
    problems: found.problems.map(({ path, error }) => [relative(folder, path), error.code]),
  };
}

test('recordings come folder by folder, in the order people count', async () => {
  const folder = await folderWith(
    'Part 10.mp3',
    'part 2.mp3',
    'a/2.wav',
    'a/10.wav',
    'a/b/1.ogg',
    'Part 1.MP3',
  );
  expect((await find(folder)).files).toEqual([
    'Part 1.MP3',
    'part 2.mp3',
    'Part 10.mp3',
    'a/2.wav',
    'a/10.wav',
    'a/b/1.ogg',
  ]);
});

test('in a folder, other files and hidden ones are left alone', async () => {
  const folder = await folderWith('a.mp4', 'notes.txt', '.hidden.mp3', '.cache/b.mp3', 'mp3');
  expect(await find(folder)).toEqual({ files: ['a.mp4'], problems: [] });
});

test('a file that was given by name is taken whatever it is called', async () => {
  const folder = await folderWith('voice.dat', '.hidden');
  const given = [join(folder, 'voice.dat'), join(folder, '.hidden')];
  expect((await find(folder, ...given)).files).toEqual(['voice.dat', '.hidden']);
});

test('links to folders are not followed, links to recordings are', async () => {
  const folder = await folderWith('in/a.mp3', 'out/b.mp3');
  await symlink(join(folder, 'in'), join(folder, 'in', 'loop'));
  await symlink(join(folder, 'out'), join(folder, 'in', 'elsewhere'));
  await symlink(join(folder, 'out', 'b.mp3'), join(folder, 'in', 'z.mp3'));
  expect((await find(folder, join(folder, 'in'))).files).toEqual(['in/a.mp3', 'in/z.mp3']);
});

test('a recording that is reached twice is listed once', async () => {
  const folder = await folderWith('a.mp3', 'b.mp3');
  await symlink(join(folder, 'a.mp3'), join(folder, 'c.mp3'));
  expect((await find(folder, join(folder, 'b.mp3'), folder, folder)).files).toEqual(['b.mp3', 'a.mp3']);
});

test('a folder without recordings, a missing path and an address are problems; the rest goes on', async () => {
  const folder = await folderWith('empty/readme.txt', 'a.mp3');
  const address = 'https://example.org/talk.mp3';
  const { files, problems } = await findMedia(
    [join(folder, 'empty'), join(folder, 'gone'), address, join(folder, 'a.mp3')],
    { signal: never },
  );
  expect(files).toEqual([join(folder, 'a.mp3')]);
  expect(problems.map(({ path, error }) => [path, error.code])).toEqual([
    [join(folder, 'empty'), 'no-media-in-folder'],
    [join(folder, 'gone'), 'file-not-found'],
    [address, 'url-not-supported'],
  ]);
});

test('a link that leads to itself is a problem of its own', async () => {
  const folder = await folderWith('a.mp3');
  await symlink('loop.mp3', join(folder, 'loop.mp3'));
  expect(await find(folder)).toEqual({ files: ['a.mp3'], problems: [['loop.mp3', 'file-unreadable']] });
});

test('a stopped search ends as cancelled', async () => {
  const folder = await folderWith('a.mp3');
  await expect(findMedia([folder], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
});
