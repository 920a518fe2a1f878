import { closeSync, copyFileSync, openSync, readSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RawRunner, Scratch, vadModel, whisperModel } from '../support/raw-runner.ts';

const scratch = new Scratch();

function head(file: string, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  const handle = openSync(file, 'r');
  readSync(handle, buffer);
  closeSync(handle);
  return buffer;
}

/** The model's first bytes with one of the header's numbers replaced. */
function withHeader(index: number, value: number): Buffer {
  const bytes = head(whisperModel, 1 << 20);
  bytes.writeInt32LE(value, 4 * index);
  return bytes;
}

let runner: RawRunner;
beforeAll(() => {
  runner = new RawRunner();
});
afterEach(async () => {
  await runner.ping('still alive');
});
afterAll(() => {
  runner.kill();
  scratch.remove();
});

const load = (model: string, vad: string | null = null) =>
  runner.errorFor({
    cmd: 'load',
    model: { path: model },
    vadModel: vad && { path: vad },
    states: 1,
    threads: 1,
  });

describe('model files', () => {
  test.each<[string, () => Buffer]>([
    ['an empty file', () => Buffer.alloc(0)],
    ['three bytes', () => Buffer.from('lmg')],
    ['another format', () => Buffer.from('GGUF'.padEnd(4096, 'x'))],
    ['only the magic', () => head(whisperModel, 4)],
    ['a cut header', () => head(whisperModel, 30)],
    ['a cut vocabulary', () => head(whisperModel, 200_000)],
    ['cut in its first tensors', () => head(whisperModel, 3 << 20)],
    ['a negative vocabulary', () => withHeader(1, -1)],
    ['an enormous vocabulary', () => withHeader(1, 0x7fffffff)],
    ['a vocabulary of no known model', () => withHeader(1, 51_867)],
    ['an absurd audio context', () => withHeader(2, 0x40000000)],
    ['an absurd width', () => withHeader(3, 0x7ffffff0)],
    ['no heads', () => withHeader(4, 0)],
    ['a million layers', () => withHeader(5, 1 << 20)],
    ['more layers than bytes', () => withHeader(5, 64)],
    ['an unknown weight format', () => withHeader(11, 999)],
    ['an absurd mel filter', () => withHeader(12, 0x7fffffff)],
  ])('%s is refused', async (name, bytes) => {
    const file = scratch.write(`${name.replaceAll(' ', '-')}.bin`, bytes());
    expect((await load(file)).code).toBe('model-format');
  });

  test('a model that lacks its last megabyte is refused', async () => {
    const file = path.join(scratch.dir, 'cut.bin');
    copyFileSync(whisperModel, file);
    truncateSync(file, 80_768_585);
    expect((await load(file)).code).toBe('model-format');
  });

  test('a model without any weights is refused: whisper.cpp would take it for a test', async () => {
    const bytes = head(whisperModel, 2 << 20);
    let at = 12 * 4;
    const skip = (count: number) => {
      at += count;
    };
    const filters = bytes.readInt32LE(at) * bytes.readInt32LE(at + 4);
    skip(8 + filters * 4);
    const words = bytes.readInt32LE(at);
    skip(4);
    for (let i = 0; i < words; i++) skip(4 + bytes.readInt32LE(at));
    expect((await load(scratch.write('vocabulary-only.bin', bytes.subarray(0, at)))).code).toBe(
      'model-format',
    );
  });

  test('the two kinds of model are not taken for each other', async () => {
    expect((await load(vadModel)).code).toBe('model-format');
    expect((await load(whisperModel, whisperModel)).code).toBe('model-format');
  });

  test('a cut voice activity model is refused', async () => {
    expect((await load(whisperModel, scratch.write('vad.bin', head(vadModel, 500_000)))).code).toBe(
      'model-format',
    );
    expect((await load(whisperModel, scratch.write('vad.bin', head(vadModel, 40)))).code).toBe(
      'model-format',
    );
  });

  test('a damaged byte in the header never ends the process', async () => {
    const original = head(whisperModel, 1 << 20);
    for (let index = 0; index < 56; index++) {
      const bytes = Buffer.from(original);
      bytes[index] = (bytes[index] ?? 0) ^ 0x80;
      expect((await load(scratch.write('flipped.bin', bytes))).code).toBe('model-format');
    }
  });

  test('a folder is no model', async () => {
    expect((await load(scratch.dir)).code).toBe('model-not-found');
  });

  test('after all that, a good model loads', async () => {
    expect((await runner.load()).backend).toBe('CPU');
  });
});

describe('audio files', () => {
  const transcribe = (pcm: string, firstSample: number, sampleCount: number) =>
    runner.errorFor({
      cmd: 'transcribe',
      id: 'audio',
      pcm,
      firstSample,
      sampleCount,
      options: { language: 'en' },
    });

  test('an empty file has no range', async () => {
    const empty = scratch.write('empty.pcm', '');
    expect((await transcribe(empty, 0, 0)).code).toBe('pcm-empty');
    expect((await transcribe(empty, 0, 1)).code).toBe('pcm-range');
  });

  test('half a sample at the end does not count', async () => {
    const odd = scratch.write('odd.pcm', Buffer.alloc(2001));
    expect((await transcribe(odd, 0, 1001)).code).toBe('pcm-range');
    expect((await transcribe(odd, 1000, 1)).code).toBe('pcm-range');
  });

  test('the largest numbers do not overflow', async () => {
    const short = scratch.write('short.pcm', Buffer.alloc(3200));
    expect((await transcribe(short, 2 ** 40, 1)).code).toBe('pcm-range');
    expect((await transcribe(short, 2 ** 53, 1)).code).toBe('bad-argument');
    expect((await transcribe(short, 0, 2 ** 40)).code).toBe('chunk-too-long');
  });

  test.skipIf(process.platform === 'win32')('a device is not opened: it could block for ever', async () => {
    expect((await transcribe('/dev/zero', 0, 16_000)).code).toBe('pcm-not-found');
  });

  test('full-scale noise and a single sample are audio like any other', async () => {
    const noise = Buffer.alloc(32_000);
    for (let i = 0; i < noise.length; i += 2) noise.writeInt16LE((i & 2) === 0 ? 32_767 : -32_768, i);
    const file = scratch.write('square.pcm', noise);
    const options = { language: 'en', temperatures: [0] };
    const loud = await runner.transcribe({
      id: 'loud',
      pcm: file,
      firstSample: 0,
      sampleCount: 16_000,
      options,
    });
    const one = await runner.transcribe({
      id: 'one',
      pcm: file,
      firstSample: 15_999,
      sampleCount: 1,
      options,
    });
    expect([loud.done.result, one.done.result]).toEqual(['completed', 'completed']);
    expect(one.segments).toEqual([]); // 0 ms of audio hold no text
  });
});

describe('lines', () => {
  test('a line of 10 MiB is swallowed, and the next one is read whole', async () => {
    const error = await runner.errorFor('x'.repeat(10 << 20));
    expect(error.code).toBe('line-too-long');
  });

  test('a megabyte of brackets is no stack overflow', async () => {
    expect((await runner.errorFor('['.repeat(1 << 20))).code).toBe('bad-json');
    expect(
      (
        await runner.errorFor(
          `{"cmd":"ping","id":${'['.repeat(1 << 19)}${']'.repeat(1 << 19)}`.slice(0, 1 << 20),
        )
      ).code,
    ).toBe('bad-json');
  });

  test('a prompt of 4096 letters is decoded, a longer one is refused', async () => {
    const pcm = scratch.write('silence.pcm', Buffer.alloc(32_000));
    const job = { id: 'prompt', pcm, firstSample: 0, sampleCount: 16_000 };
    const options = { language: 'en', temperatures: [0], prompt: 'a'.repeat(4096) };
    expect((await runner.transcribe({ ...job, options })).done.result).toBe('completed');
    const longer = { ...options, prompt: 'a'.repeat(4097) };
    expect((await runner.errorFor({ cmd: 'transcribe', ...job, options: longer })).code).toBe('bad-argument');
  });

  test('overlong and surrogate UTF-8 is refused', async () => {
    for (const bytes of [
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
    ]) {
      const line = Buffer.concat([
        Buffer.from('{"cmd":"ping","id":"'),
        Buffer.from(bytes),
        Buffer.from('"}'),
      ]);
      expect((await runner.errorFor(line)).code).toBe('invalid-utf8');
    }
  });

  test('Windows line ends and empty lines are fine', async () => {
    runner.sendLine('\r');
    runner.sendLine('{"cmd":"ping","id":"crlf"}\r');
    expect(await runner.next((event) => event.ev === 'pong')).toMatchObject({ id: 'crlf' });
  });
});
