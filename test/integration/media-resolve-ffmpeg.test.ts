import { chmod, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ffmpegStaticPath } from '../../src/main/core/media/ffmpeg-static-path.ts';
import { type FfmpegPlaces, resolveFfmpeg } from '../../src/main/core/media/resolve-ffmpeg.ts';
import { never, temporaryFolder, tools } from '../support/make-media.ts';

/** A folder with a working `ffmpeg` in it and nothing else. */
async function folderWithFfmpeg(): Promise<string> {
  const folder = await temporaryFolder();
  await symlink(tools.ffmpegPath, join(folder, 'ffmpeg'));
  return folder;
}

async function brokenProgram(): Promise<string> {
  const program = join(await temporaryFolder(), 'ffmpeg');
  await writeFile(program, '#!/bin/sh\necho hello\n');
  await chmod(program, 0o755);
  return program;
}

function find(places: Partial<FfmpegPlaces>) {
  return resolveFfmpeg({ env: {}, platform: process.platform, ffmpegStatic: () => null, ...places }, never);
}

test('the places are asked in order: setting, environment, packaged, ffmpeg-static, PATH', async () => {
  const [setting, environment, packaged, fromPackage, path] = [
    join(await folderWithFfmpeg(), 'ffmpeg'),
    join(await folderWithFfmpeg(), 'ffmpeg'),
    await folderWithFfmpeg(),
    join(await folderWithFfmpeg(), 'ffmpeg'),
    await folderWithFfmpeg(),
  ];
  const env = { FFMPEG_PATH: environment, PATH: path };
  const ffmpegStatic = (): string => fromPackage;
  expect(await find({ setting, env, resourcesBinDir: packaged, ffmpegStatic })).toMatchObject({
    ffmpegPath: setting,
    source: 'setting',
    version: tools.version,
  });
  expect(await find({ env, resourcesBinDir: packaged, ffmpegStatic })).toMatchObject({
    ffmpegPath: environment,
    source: 'environment',
  });
  const rest = { PATH: path };
  expect(await find({ env: rest, resourcesBinDir: packaged, ffmpegStatic })).toMatchObject({
    ffmpegPath: join(packaged, 'ffmpeg'),
    source: 'packaged',
  });
  expect(await find({ env: rest, ffmpegStatic })).toMatchObject({
    ffmpegPath: fromPackage,
    source: 'ffmpeg-static',
  });
  expect(await find({ env: rest })).toMatchObject({ ffmpegPath: join(path, 'ffmpeg'), source: 'path' });
});

test('what was found but does not work is passed over', async () => {
  const broken = await brokenProgram();
  const folder = await folderWithFfmpeg();
  const env = { PATH: [join(broken, '..'), '/nowhere', folder].join(':') };
  const found = await find({ env, resourcesBinDir: '/nowhere', ffmpegStatic: () => '/nowhere/ffmpeg' });
  expect(found).toMatchObject({ ffmpegPath: join(folder, 'ffmpeg'), source: 'path' });
});

test('a relative folder in PATH is never searched', async () => {
  await expect(find({ env: { PATH: '.:bin' } })).rejects.toMatchObject({ code: 'ffmpeg-missing' });
});

test('what a person named must work, even where another ffmpeg would be found', async () => {
  const broken = await brokenProgram();
  const env = { PATH: await folderWithFfmpeg() };
  await expect(find({ setting: broken, env })).rejects.toMatchObject({ code: 'ffmpeg-missing' });
  await expect(find({ env: { ...env, FFMPEG_PATH: '/nowhere' } })).rejects.toMatchObject({
    code: 'ffmpeg-missing',
  });
});

test.each([
  ['linux', 'apt install ffmpeg'],
  ['darwin', 'brew install ffmpeg'],
  ['win32', 'winget install'],
] as const)('where there is none, the hint is for %s', async (platform, hint) => {
  await expect(find({ platform })).rejects.toMatchObject({
    code: 'ffmpeg-missing',
    hint: expect.stringContaining(hint),
  });
});

test('ffprobe is taken from beside ffmpeg, or is not there', async () => {
  const folder = await folderWithFfmpeg();
  expect((await find({ setting: join(folder, 'ffmpeg') })).ffprobePath).toBeNull();
  const probe = '#!/bin/sh\necho "ffprobe version 1"\n';
  await writeFile(join(folder, 'ffprobe'), probe);
  await chmod(join(folder, 'ffprobe'), 0o755);
  expect((await find({ setting: join(folder, 'ffmpeg') })).ffprobePath).toBe(join(folder, 'ffprobe'));
});

test('the package ffmpeg-static names its program without being asked to install it', () => {
  expect(ffmpegStaticPath()).toMatch(/ffmpeg-static/);
});

test('a stopped search ends as cancelled', async () => {
  const places = {
    env: { PATH: await folderWithFfmpeg() },
    platform: process.platform,
    ffmpegStatic: () => null,
  };
  await expect(resolveFfmpeg(places, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
