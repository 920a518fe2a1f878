import {
  closeSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCliEvents } from '../support/cli-events.ts';
import { fixture } from '../support/make-media.ts';
import { type CliOptions, projectRoot, runCli } from '../support/run-cli.ts';
import { JFK_WORDS } from '../support/spoken-words.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const resources = join(projectRoot, 'resources');
const platform = `${process.platform}-${process.arch}`;
const model = 'ggml-base-q8_0.bin';
const recordings = [fixture('jfk.wav'), fixture('jfk.mp3')];

/** A copy of the resources, the large parts as links, in which one part can be spoiled. */
async function copyOfResources(): Promise<string> {
  const copy = await mkdtemp(join(folder, 'resources-'));
  mkdirSync(join(copy, 'models'));
  cpSync(join(resources, 'bin'), join(copy, 'bin'), { recursive: true });
  for (const name of await readdir(join(resources, 'models'))) {
    symlinkSync(join(resources, 'models', name), join(copy, 'models', name));
  }
  return copy;
}

/** Puts a real file in the place of the link to the model. */
function copyModel(copy: string): string {
  const path = join(copy, 'models', model);
  rmSync(path);
  copyFileSync(join(resources, 'models', model), path);
  return path;
}

type Spoil = (copy: string) => void;

const spoilt: readonly (readonly [what: string, code: string, spoil: Spoil])[] = [
  ['there is no model file', 'model-missing', (copy) => rmSync(join(copy, 'models', model))],
  ['the model file is cut', 'model-damaged', (copy) => truncateSync(copyModel(copy), 40_000_000)],
  ['a byte of the model file is wrong', 'model-damaged', flipOneByte],
  ['the list of models is gone', 'model-missing', (copy) => rmSync(join(copy, 'models', 'models.json'))],
  ['the list of models is damaged', 'model-missing', damageList],
  ['the engine was never built', 'runner-missing', (copy) => rmSync(join(copy, 'bin'), { recursive: true })],
  ['the engine is no program', 'runner-missing', replaceEngines],
];

function flipOneByte(copy: string): void {
  const file = openSync(copyModel(copy), 'r+');
  writeSync(file, Buffer.from([0x5a, 0xa5]), 0, 2, 50_000_000);
  closeSync(file);
}

function damageList(copy: string): void {
  const path = join(copy, 'models', 'models.json');
  rmSync(path);
  writeFileSync(path, '{"schema": "earshot.models/1", "models": [');
}

function replaceEngines(copy: string): void {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  rmSync(join(copy, 'bin'), { recursive: true });
  mkdirSync(join(copy, 'bin', platform), { recursive: true });
  writeFileSync(join(copy, 'bin', platform, `whisper-runner-baseline${suffix}`), 'damaged', { mode: 0o755 });
}

/** Earshot cannot work at all: one complaint for the whole batch, no text, and its own exit code. */
async function expectNotReady(options: CliOptions, code: string): Promise<void> {
  const { exitCode, stdout, stderr, leftovers } = await runCli(
    ['transcribe', '--no-progress', ...recordings],
    options,
  );
  expect(stderr.match(/\[[a-z-]+\]$/gm)).toEqual([`[${code}]`]);
  expect(stderr).toMatch(new RegExp(`\\w.*\\. \\w.*\\. \\[${code}\\]\\n`));
  expect([exitCode, leftovers]).toEqual([69, []]);
  expect(stdout).not.toMatch(JFK_WORDS);
}

/** A computer with these resources, and nothing stored yet. */
function computerWith(copy: string): CliOptions {
  return { env: { EARSHOT_RESOURCES: copy, EARSHOT_HOME: join(copy, 'home') } };
}

describe.each(spoilt)('when %s', (_, code, spoil) => {
  let options: CliOptions;

  beforeAll(async () => {
    const copy = await copyOfResources();
    spoil(copy);
    options = computerWith(copy);
  });

  test('nothing is begun and the reason is told', async () => {
    await expectNotReady(options, code);
  });

  test('doctor finds it', async () => {
    const { exitCode, stdout } = await runCli(['doctor'], options);
    expect(exitCode).toBe(69);
    expect(stdout).toMatch(/^problem {2}/m);
    expect(stdout).toContain('Earshot cannot work until');
  });
});

test('a copy that is not spoilt works, and a model of it that is damaged after that is found out', async () => {
  const copy = await copyOfResources();
  const options = computerWith(copy);
  copyModel(copy);
  const { exitCode, stdout } = await runCli(['transcribe', '-l', 'en', fixture('jfk.wav')], options);
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(JFK_WORDS)]);
  flipOneByte(copy);
  await expectNotReady(options, 'model-damaged');
});

test.each([
  ['there is none', { PATH: '', FFMPEG_PATH: undefined }],
  ['PATH is not even set', { PATH: undefined, FFMPEG_PATH: undefined }],
  ['FFMPEG_PATH leads nowhere', { FFMPEG_PATH: join(folder, 'ffmpeg') }],
  ['FFMPEG_PATH is a folder', { FFMPEG_PATH: folder }],
  ['FFMPEG_PATH is another program', { FFMPEG_PATH: process.execPath }],
])('ffmpeg is said to be missing when %s', async (_, env) => {
  await expectNotReady({ env }, 'ffmpeg-missing');
});

test('a missing part is told as JSON to programs', async () => {
  const { exitCode, stdout, stderr } = await runCli(['transcribe', '--json', ...recordings], {
    env: { FFMPEG_PATH: join(folder, 'ffmpeg') },
  });
  expect(parseCliEvents(stdout)).toEqual([
    { type: 'problem', file: '', error: expect.objectContaining({ code: 'ffmpeg-missing' }) },
  ]);
  expect([exitCode, stderr]).toEqual([69, '']);
});

test('an unknown model is refused with the names of those that are there', async () => {
  const { exitCode, stderr } = await runCli(['transcribe', '--model', 'huge', fixture('jfk.wav')]);
  expect([exitCode, stderr]).toEqual([69, expect.stringMatching(/"huge".*base.*\[model-missing\]/)]);
});

test('a build of the engine that is not there is refused', async () => {
  await expectNotReady({ env: { EARSHOT_CPU_VARIANT: 'imaginary' } }, 'runner-missing');
});
