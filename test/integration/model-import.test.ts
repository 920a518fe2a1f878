import {
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, type TestContext, test } from 'vitest';
import { ModelCatalog } from '../../src/main/core/models/model-catalog.ts';
import { smallWhisperModel } from '../support/small-whisper-model.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const shipped = join(import.meta.dirname, '..', '..', 'resources', 'models');
const starterModel = join(shipped, 'ggml-base-q8_0.bin');

const PAGE_BYTES = 4096;
const DISK_BYTES = 40 * PAGE_BYTES;

let folder: string;
let ownFolder: string;
let stampFile: string;
let catalog: ModelCatalog;

beforeEach(async () => {
  folder = await mkdtemp(join(suite, 'test-'));
  ownFolder = join(folder, 'data', 'models');
  stampFile = join(folder, 'stamps.json');
  catalog = new ModelCatalog(shipped, stampFile, ownFolder);
});

/** A whole model of a content of its own. */
async function modelFile(name: string, fill = 1): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, smallWhisperModel({}, fill));
  return path;
}

test('before anything is added there are the models that Earshot came with', async () => {
  expect((await catalog.views()).map(({ id, state }) => [id, state])).toEqual([
    ['base', 'present'],
    ['silero-vad', 'present'],
  ]);
});

test('an added model is copied, listed, found and verified', async () => {
  const path = await modelFile('ggml-Tiny Fine.Tuned.bin');
  const added = await catalog.importModel(path);
  expect(added).toEqual({
    id: 'tiny-fine.tuned',
    kind: 'whisper',
    name: 'Whisper with 1 layers, multilingual (q8_0)',
    file: 'tiny-fine.tuned.bin',
    sizeBytes: (await stat(path)).size,
    license: 'unknown',
    origin: 'Added from ggml-Tiny Fine.Tuned.bin',
    state: 'present',
  });
  expect(await readFile(join(ownFolder, added.file))).toEqual(await readFile(path));
  const afresh = new ModelCatalog(shipped, stampFile, ownFolder);
  expect((await afresh.views()).map(({ id }) => id)).toEqual(['base', 'silero-vad', added.id]);
  expect(await afresh.verify(added.id)).toEqual(added);
  const found = await afresh.find(added.id, 'whisper');
  // It was hashed while it was copied, so the engine need not do so again.
  expect(await afresh.expectation(found, true)).toMatchObject({ sha256: null });
  expect((await readdir(ownFolder)).toSorted()).toEqual(['models.json', added.file]);
});

test('a model that Earshot came with is not added a second time', async () => {
  const copy = join(folder, 'mine.bin');
  await copyFile(starterModel, copy);
  expect(await catalog.importModel(copy)).toMatchObject({ id: 'base' });
  expect(await catalog.views()).toHaveLength(2);
});

test('the same file twice is one model, also under another name and at the same time', async () => {
  const [first, second] = [await modelFile('one.bin'), await modelFile('two.bin')];
  const added = await Promise.all([catalog.importModel(first), catalog.importModel(second)]);
  expect(added[1]).toEqual(added[0]);
  expect(await catalog.views()).toHaveLength(3);
});

test('two models of one name are both kept', async () => {
  const first = await catalog.importModel(await modelFile('mine.bin', 1));
  const second = await catalog.importModel(await modelFile('mine.bin', 2));
  expect([first.id, second.id]).toEqual(['mine', 'mine-2']);
  expect((await catalog.verify('mine')).state).toBe('present');
  expect((await catalog.verify('mine-2')).state).toBe('present');
});

test('an added model cannot take the name of one that Earshot came with', async () => {
  expect((await catalog.importModel(await modelFile('base.bin'))).id).toBe('base-2');
  expect((await catalog.find('base', 'whisper')).path).toBe(starterModel);
});

test('a file that lies in the folder already is never replaced', async () => {
  await mkdir(ownFolder, { recursive: true });
  await writeFile(join(ownFolder, 'mine.bin'), 'put here by hand');
  const added = await catalog.importModel(await modelFile('mine.bin'));
  expect(added.file).toBe('mine-2.bin');
  expect(await readFile(join(ownFolder, 'mine.bin'), 'utf8')).toBe('put here by hand');
});

test('a model whose copy has gone gets it back under its own name', async () => {
  const path = await modelFile('mine.bin');
  const added = await catalog.importModel(path);
  await rm(join(ownFolder, added.file));
  expect((await catalog.verify('mine')).state).toBe('missing');
  expect(await catalog.importModel(path)).toEqual(added);
  expect((await catalog.verify('mine')).state).toBe('present');
});

test('a model without a usable name gets one', async () => {
  expect((await catalog.importModel(await modelFile('ggml-模型.bin'))).id).toBe('model');
});

test.each([
  ['cut', (path: string) => truncate(path, 60_000_000)],
  ['garbled', (path: string) => writeFile(path, 'not a model at all', { flag: 'r+' })],
])('a starter model that is %s is refused, and nothing is left behind', async (_, damage) => {
  const copy = join(folder, 'mine.bin');
  await copyFile(starterModel, copy);
  await damage(copy);
  await expect(catalog.importModel(copy)).rejects.toMatchObject({ code: 'model-damaged' });
  expect(await readdir(folder)).toEqual(['mine.bin']);
});

test('a file that is not there is told, and the next one is added', async () => {
  await expect(catalog.importModel(join(folder, 'nowhere.bin'))).rejects.toMatchObject({
    code: 'file-not-found',
  });
  expect((await catalog.importModel(await modelFile('mine.bin'))).id).toBe('mine');
});

test('an import that is given up leaves nothing behind', async () => {
  const signal = AbortSignal.abort();
  await expect(catalog.importModel(await modelFile('mine.bin'), signal)).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(await catalog.views()).toHaveLength(2);
});

test('what a program left behind that died over an import goes with the next one', async () => {
  await mkdir(ownFolder, { recursive: true });
  await writeFile(join(ownFolder, '.import-1234.tmp'), 'half a model');
  await catalog.importModel(await modelFile('mine.bin'));
  expect((await readdir(ownFolder)).toSorted()).toEqual(['mine.bin', 'models.json']);
});

test('a damaged list of added models hides those alone, and is not written over', async () => {
  await mkdir(ownFolder, { recursive: true });
  await writeFile(join(ownFolder, 'models.json'), '{"');
  expect((await catalog.views()).map(({ id }) => id)).toEqual(['base', 'silero-vad']);
  await expect(catalog.importModel(await modelFile('mine.bin'))).rejects.toMatchObject({
    code: 'model-missing',
    hint: expect.stringContaining(join(ownFolder, 'models.json')),
  });
  expect(await readdir(ownFolder)).toEqual(['models.json']);
});

test('a list that leads out of its folder is not believed', async () => {
  const path = await modelFile('mine.bin');
  await catalog.importModel(path);
  const list = join(ownFolder, 'models.json');
  const text = await readFile(list, 'utf8');
  await writeFile(list, text.replace('"mine.bin"', '"../../mine.bin"'));
  expect(await catalog.views()).toHaveLength(2);
});

test('where no models can be added that is told', async () => {
  const fixed = new ModelCatalog(shipped, stampFile);
  await expect(fixed.importModel(await modelFile('mine.bin'))).rejects.toMatchObject({
    code: 'invalid-argument',
  });
});

async function mountSmallDisk(context: TestContext): Promise<void> {
  await mkdir(ownFolder, { recursive: true });
  const options = `size=${DISK_BYTES}`;
  const mounted = await execa('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', ownFolder], { reject: false });
  if (mounted.failed)
    context.skip(`cannot mount a small disk here: ${mounted.stderr ?? mounted.shortMessage}`);
  onTestFinished(async () => void (await execa('umount', [ownFolder])));
}

test.for<[string, number]>([
  ['the model', 4 * PAGE_BYTES],
  // Only the page for the list is missing.
  ['the list', 0],
])(
  'without space for %s nothing is left behind; with space the model is added',
  async ([, missingBytes], context) => {
    await mountSmallDisk(context);
    const path = await modelFile('mine.bin');
    const modelBytes = Math.ceil((await stat(path)).size / PAGE_BYTES) * PAGE_BYTES;
    await writeFile(join(ownFolder, 'ballast'), Buffer.alloc(DISK_BYTES - modelBytes + missingBytes));
    await expect(catalog.importModel(path)).rejects.toMatchObject({ code: 'disk-full' });
    expect(await readdir(ownFolder)).toEqual(['ballast']);
    await rm(join(ownFolder, 'ballast'));
    expect((await catalog.importModel(path)).state).toBe('present');
  },
);

test('verifying finds a flipped bit though size and time are the same, and it stays known', async () => {
  const { file } = await catalog.importModel(await modelFile('mine.bin'));
  const path = join(ownFolder, file);
  const { size } = await stat(path);
  await utimes(path, 1_000, 1_000);
  expect((await catalog.verify('mine')).state).toBe('present');
  const handle = await open(path, 'r+');
  await handle.write(Buffer.from([0xff]), 0, 1, size - 1);
  await handle.close();
  await utimes(path, 1_000, 1_000);
  expect((await catalog.verify('mine')).state).toBe('damaged');
  expect((await catalog.views()).at(-1)).toMatchObject({ id: 'mine', state: 'damaged' });
  const model = await catalog.find('mine', 'whisper');
  expect((await catalog.expectation(model, true)).sha256).toBe(model.sha256);
  await writeFile(path, smallWhisperModel({}, 1));
  expect((await catalog.verify('mine')).state).toBe('present');
  expect((await catalog.views()).at(-1)).toMatchObject({ id: 'mine', state: 'present' });
});

test('a file of the wrong size is damaged without a look inside', async () => {
  const { file } = await catalog.importModel(await modelFile('mine.bin'));
  await truncate(join(ownFolder, file), 1000);
  expect((await catalog.views()).at(-1)).toMatchObject({ id: 'mine', state: 'damaged' });
});

test('the models that Earshot came with are whole', async () => {
  expect([(await catalog.verify('base')).state, (await catalog.verify('silero-vad')).state]).toEqual([
    'present',
    'present',
  ]);
});

test('a model that nobody knows cannot be verified', async () => {
  await expect(catalog.verify('huge')).rejects.toMatchObject({ code: 'model-missing' });
});
