import { copyFile, mkdtemp, open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { describeWhisperFile } from '../../../src/main/core/models/whisper-file.ts';
import {
  modelWithHeader,
  type SmallModelHeader,
  smallWhisperModel,
} from '../../support/small-whisper-model.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();
const models = join(import.meta.dirname, '..', '..', '..', 'resources', 'models');
const baseModel = join(models, 'ggml-base-q8_0.bin');
const BASE_BYTES = 81_768_585;

let file: string;

beforeEach(async () => {
  file = join(await mkdtemp(join(suite, 'test-')), 'model.bin');
});

async function describeBytes(bytes: Buffer) {
  await writeFile(file, bytes);
  return await describeWhisperFile(file);
}

test('the starter model is known for what it is', async () => {
  expect(await describeWhisperFile(baseModel)).toEqual({
    name: 'Whisper base, multilingual (q8_0)',
    sizeBytes: BASE_BYTES,
  });
});

test.each([BASE_BYTES - 1, BASE_BYTES - 34, 40_000_000, 100_000, 60, 47, 3, 0])(
  'the starter model cut to %d bytes is not whole',
  async (length) => {
    await copyFile(baseModel, file);
    await truncate(file, length);
    await expect(describeWhisperFile(file)).rejects.toMatchObject({ code: 'model-damaged' });
  },
);

test('the starter model with something behind it is not whole', async () => {
  await copyFile(baseModel, file);
  await writeFile(file, 'more', { flag: 'a' });
  await expect(describeWhisperFile(file)).rejects.toMatchObject({ code: 'model-damaged' });
});

test.each([0, 4, 8, 12, 24, 32, 44])(
  'the starter model with other bytes at %d is refused',
  async (position) => {
    await copyFile(baseModel, file);
    const handle = await open(file, 'r+');
    await handle.write(Buffer.from([0xff, 0xff, 0xff, 0x7f]), 0, 4, position);
    await handle.close();
    await expect(describeWhisperFile(file)).rejects.toMatchObject({ code: 'model-damaged' });
  },
);

test.each<[Partial<SmallModelHeader>, string]>([
  [{}, 'Whisper with 1 layers, multilingual (q8_0)'],
  [{ vocabulary: 51_864 }, 'Whisper with 1 layers, English only (q8_0)'],
  [{ audioLayers: 4, textLayers: 4, fileType: 1 }, 'Whisper tiny, multilingual (f16)'],
  [
    { audioLayers: 32, textLayers: 4, fileType: 2008, melBands: 128 },
    'Whisper large, short decoder, multilingual (q5_0)',
  ],
])('a header of %j is named %s', async (change, name) => {
  expect(await describeBytes(smallWhisperModel(change))).toMatchObject({ name });
});

test.each<[Partial<SmallModelHeader>, string]>([
  [{ vocabulary: 50_257 }, 'vocabulary'],
  [{ vocabulary: 2_000_000_000 }, 'vocabulary'],
  [{ audioContext: 3000 }, 'audio context'],
  [{ audioWidth: 65, audioHeads: 2 }, 'contradicts'],
  [{ textWidth: 128 }, 'contradicts'],
  [{ audioLayers: -1 }, 'encoder layers'],
  [{ audioHeads: 0 }, 'encoder heads'],
  [{ textContext: 0 }, 'text context'],
  [{ melBands: 20 }, 'mel bands'],
  [{ fileType: 2005 }, 'kind of weights'],
  [{ fileType: -1 }, 'kind of weights'],
])('a header of %j is refused for its %s', async (change, reason) => {
  await expect(describeBytes(modelWithHeader(change))).rejects.toMatchObject({
    code: 'model-damaged',
    message: expect.stringContaining(reason),
  });
});

test('a model without its last tensors is refused though the file ends cleanly', async () => {
  const whole = smallWhisperModel();
  const lastTensor = 5 * 4 + 'tensor.38'.length + 2 * 34;
  await expect(describeBytes(whole.subarray(0, whole.length - lastTensor))).rejects.toMatchObject({
    message: expect.stringContaining('only 38 tensors'),
  });
});

test('a model cut anywhere is refused', async () => {
  const whole = smallWhisperModel();
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
      await expect(describeBytes(whole.subarray(0, length))).rejects.toMatchObject({ code: 'model-damaged' });
    }),
  );
});

test('whatever the bytes, the answer is a model or a refusal', async () => {
  const whole = smallWhisperModel();
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.uint8Array({ minLength: 1, maxLength: 16 }),
      async (at, garbage) => {
        const bytes = Buffer.from(whole);
        bytes.set(garbage.subarray(0, bytes.length - at), at);
        const answer = await describeBytes(bytes).catch((error: unknown) => error);
        expect(answer).toSatisfy(
          (one: { sizeBytes?: number; code?: string }) =>
            one.sizeBytes === whole.length || one.code === 'model-damaged',
        );
      },
    ),
  );
});

test('a GGUF file is told from a damaged one', async () => {
  await expect(describeBytes(Buffer.from('GGUF and more'))).rejects.toMatchObject({
    code: 'model-damaged',
    message: expect.stringContaining('GGUF'),
  });
});

test('a model for finding speech is no Whisper model', async () => {
  const voice = await readFile(join(models, 'ggml-silero-v6.2.0.bin'));
  await expect(describeBytes(voice)).rejects.toMatchObject({ code: 'model-damaged' });
});

test.each([
  ['is not there', 'nowhere.bin', 'file-not-found'],
  ['is a folder', '.', 'not-a-file'],
])('a file that %s is told as such', async (_, name, code) => {
  await expect(describeWhisperFile(join(suite, name))).rejects.toMatchObject({ code });
});
