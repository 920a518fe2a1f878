import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { ModelCatalog } from '../../../src/main/core/models/model-catalog.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

const CONTENT = 'the weights of a small model';
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

let folder: string;
let modelFile: string;
let stampFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(suite, 'test-'));
  modelFile = join(folder, 'small.bin');
  stampFile = join(folder, 'cache', 'not', 'there', 'yet', 'stamps.json');
  await writeFile(modelFile, CONTENT);
  await writeManifest({});
});

async function writeManifest(change: object): Promise<void> {
  const model = {
    id: 'small',
    kind: 'whisper',
    name: 'Small',
    file: 'small.bin',
    sizeBytes: CONTENT.length,
    sha256: SHA256,
    license: 'MIT',
    origin: 'made up',
  };
  const voice = { ...model, id: 'voice', kind: 'vad' };
  await writeFile(
    join(folder, 'models.json'),
    JSON.stringify({ schema: 'earshot.models/1', models: [{ ...model, ...change }, voice] }),
  );
}

/** What the engine would be told to check, by a catalogue that begins afresh as in a new process. */
async function expectation(trustStamps = true) {
  const catalog = new ModelCatalog(folder, stampFile);
  return await catalog.expectation(await catalog.find('small', 'whisper'), trustStamps);
}

async function remember(): Promise<void> {
  const catalog = new ModelCatalog(folder, stampFile);
  await catalog.rememberVerified([await catalog.expectation(await catalog.find('small', 'whisper'), true)]);
}

test('a file that was never verified is to be hashed', async () => {
  expect(await expectation()).toMatchObject({ path: modelFile, sizeBytes: CONTENT.length, sha256: SHA256 });
});

test('a verified file is not hashed again', async () => {
  await remember();
  expect(await expectation()).toMatchObject({ path: modelFile, sizeBytes: CONTENT.length, sha256: null });
});

test('a verified file is hashed all the same when stamps are not to be trusted', async () => {
  await remember();
  expect(await expectation(false)).toMatchObject({ sha256: SHA256 });
});

test('a file that changed while it was being verified is not remembered as it is now', async () => {
  const catalog = new ModelCatalog(folder, stampFile);
  const before = await catalog.expectation(await catalog.find('small', 'whisper'), true);
  await writeFile(modelFile, CONTENT.toUpperCase());
  await utimes(modelFile, 1_000_000, 2_000_000);
  await catalog.rememberVerified([before]);
  expect((await expectation()).sha256).toBe(SHA256);
});

test('a file that nobody hashed is not remembered', async () => {
  await remember();
  const trusted = await expectation();
  await rm(stampFile);
  await new ModelCatalog(folder, stampFile).rememberVerified([trusted]);
  expect((await expectation()).sha256).toBe(SHA256);
});

test('a file that was changed since is to be hashed, though its size is the same', async () => {
  await remember();
  await writeFile(modelFile, CONTENT.toUpperCase());
  await utimes(modelFile, 1_000_000, 2_000_000);
  expect((await expectation()).sha256).toBe(SHA256);
});

test('a change of less than a second is a change', async () => {
  await utimes(modelFile, 1_000, 1_000.25);
  await remember();
  expect((await expectation()).sha256).toBeNull();
  await utimes(modelFile, 1_000, 1_000.5);
  expect((await expectation()).sha256).toBe(SHA256);
});

test('a manifest that wants other content than was verified is believed', async () => {
  await remember();
  const other = 'f'.repeat(64);
  await writeManifest({ sha256: other });
  expect((await expectation()).sha256).toBe(other);
});

test('a stamp counts for one file, not for its neighbour', async () => {
  await remember();
  await writeFile(join(folder, 'other.bin'), CONTENT);
  const { mtime, atime } = await stat(modelFile);
  await utimes(join(folder, 'other.bin'), atime, mtime);
  await writeManifest({ file: 'other.bin' });
  expect((await expectation()).sha256).toBe(SHA256);
});

test('remembering one file does not forget another', async () => {
  await remember();
  await writeFile(join(folder, 'other.bin'), CONTENT);
  await writeManifest({ file: 'other.bin' });
  await remember();
  await writeManifest({});
  expect((await expectation()).sha256).toBeNull();
});

test.each([
  ['cut', CONTENT.length - 1],
  ['empty', 0],
])('a file that is %s is damaged, whatever was verified before', async (_what, length) => {
  await remember();
  await truncate(modelFile, length);
  await expect(expectation()).rejects.toMatchObject({
    code: 'model-damaged',
    message: expect.stringContaining('small'),
  });
});

test('a file that is not there is missing', async () => {
  await writeManifest({ file: 'gone.bin' });
  await expect(expectation()).rejects.toMatchObject({ code: 'model-missing' });
});

test('stamps that are not readable any more count as none, and are written anew', async () => {
  await remember();
  for (const damage of ['{"', '[]', '{"small":{"sha256":1}}', '']) {
    await writeFile(stampFile, damage);
    expect((await expectation()).sha256).toBe(SHA256);
  }
  await remember();
  expect((await expectation()).sha256).toBeNull();
});

test('a stamp that cannot be written is no error, only a second hash', async () => {
  // A file where its folder should be stops everybody, also who may write everywhere.
  await writeFile(join(folder, 'cache'), '');
  await remember();
  expect((await expectation()).sha256).toBe(SHA256);
  expect(await readFile(join(folder, 'cache'), 'utf8')).toBe('');
});

test('a folder in place of the stamp is no error either', async () => {
  await mkdir(stampFile, { recursive: true });
  await remember();
  expect((await expectation()).sha256).toBe(SHA256);
});

test('an unknown model is told with those that are known of its kind', async () => {
  const finding = new ModelCatalog(folder, stampFile).find('huge', 'whisper');
  await expect(finding).rejects.toMatchObject({ code: 'model-missing', hint: 'Known models: small.' });
});

test('a model of another kind is not found', async () => {
  const finding = new ModelCatalog(folder, stampFile).find('voice', 'whisper');
  await expect(finding).rejects.toMatchObject({ code: 'model-missing' });
});

test.each([
  ['not JSON', '{'],
  ['of another version', '{"schema":"earshot.models/2","models":[]}'],
])('a list of models that is %s cannot be read', async (_what, manifest) => {
  await writeFile(join(folder, 'models.json'), manifest);
  await expect(expectation()).rejects.toMatchObject({ code: 'model-missing' });
});
