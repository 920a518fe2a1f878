import { link, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import * as fc from 'fast-check';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import { exportFileName } from '../../src/main/core/export/export-file-name.ts';
import { renderTranscript } from '../../src/main/core/export/formats.ts';
import { publishFile } from '../../src/main/core/export/publish-file.ts';
import { writeExport } from '../../src/main/core/export/write-export.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { transcriptSchema } from '../../src/shared/transcript.ts';
import { spokenSegment, transcriptOf } from '../unit/export/arbitrary-transcript.ts';

const hello = transcriptOf([spokenSegment('Hello there.')]);
const helloTxt = renderTranscript(hello, 'txt');
const large = transcriptOf(
  Array.from({ length: 2000 }, (_, index) =>
    spokenSegment('A sentence to fill the disk with.', { startMs: index * 3000 }),
  ),
);

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-export-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function request(directory: string, overrides: Partial<Parameters<typeof writeExport>[0]> = {}) {
  return {
    transcript: hello,
    format: 'txt' as const,
    directory,
    baseName: 'talk',
    mayReplace: () => false,
    partial: false,
    ...overrides,
  };
}

/** Mounts a small file system of its own, unmounted after the test; skips where this is not allowed. */
async function mountSmallDisk(context: TestContext, directory: string, options: string): Promise<void> {
  const mounted = await execa('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory], { reject: false });
  if (mounted.failed)
    context.skip(`cannot mount a small disk here: ${mounted.stderr ?? mounted.shortMessage}`);
  onTestFinished(async () => void (await execa('umount', [directory])));
}

test('the file is written into a folder that did not exist', async () => {
  const directory = join(await makeFolder(), 'a', 'b');
  const { path } = await writeExport(request(directory));
  expect(path).toBe(join(directory, 'talk.txt'));
  expect(await readFile(path, 'utf8')).toBe(helloTxt);
  expect(await readdir(directory)).toEqual(['talk.txt']);
});

test('a json file is read back as the transcript', async () => {
  const { path } = await writeExport(request(await makeFolder(), { format: 'json' }));
  expect(transcriptSchema.parse(JSON.parse(await readFile(path, 'utf8')))).toEqual(hello);
});

test('existing files are kept and the new one is numbered', async () => {
  const directory = await makeFolder();
  await writeFile(join(directory, 'talk.txt'), 'mine');
  await writeFile(join(directory, 'talk (2).txt'), 'mine too');
  const { path } = await writeExport(request(directory));
  expect(path).toBe(join(directory, 'talk (3).txt'));
  expect(await readFile(join(directory, 'talk.txt'), 'utf8')).toBe('mine');
  expect(await readFile(join(directory, 'talk (2).txt'), 'utf8')).toBe('mine too');
});

test('a link that leads nowhere counts as an existing file', async () => {
  const directory = await makeFolder();
  await symlink(join(directory, 'gone'), join(directory, 'talk.txt'));
  const { path } = await writeExport(request(directory));
  expect(path).toBe(join(directory, 'talk (2).txt'));
});

test('a partial result says so in its name and does not take the name of the whole one', async () => {
  const directory = await makeFolder();
  await writeExport(request(directory, { partial: true, format: 'srt' }));
  await writeExport(request(directory, { partial: true, format: 'srt' }));
  await writeExport(request(directory, { format: 'srt' }));
  expect((await readdir(directory)).toSorted()).toEqual([
    'talk (2).partial.srt',
    'talk.partial.srt',
    'talk.srt',
  ]);
});

test('overwriting replaces the file at once: who has the old one open goes on reading it whole', async () => {
  const directory = await makeFolder();
  const target = join(directory, 'talk.txt');
  await writeFile(target, 'the old text');
  const reader = await open(target);
  onTestFinished(() => reader.close());
  const { path } = await writeExport(request(directory, { mayReplace: () => true }));
  expect(path).toBe(target);
  expect(await reader.readFile('utf8')).toBe('the old text');
  expect(await readFile(target, 'utf8')).toBe(helloTxt);
  expect(await readdir(directory)).toEqual(['talk.txt']);
});

test('writers that race for one name all keep their file', async () => {
  const directory = await makeFolder();
  const texts = Array.from({ length: 20 }, (_, index) => `Writer number ${index}.`);
  const written = await Promise.all(
    texts.map((text) => writeExport(request(directory, { transcript: transcriptOf([spokenSegment(text)]) }))),
  );
  const names = await readdir(directory);
  expect(names).toHaveLength(20);
  const contents = await Promise.all(written.map(({ path }) => readFile(path, 'utf8')));
  expect(contents).toEqual(texts.map((text) => `${text}\n`));
});

test('two programs that race for one name never lose a file', { timeout: 60_000 }, async () => {
  const directory = await makeFolder();
  const writer = new URL('../../src/main/core/export/write-export.ts', import.meta.url).href;
  const script = `
    const [directory, transcript] = process.argv.slice(1);
    const { writeExport } = await import(${JSON.stringify(writer)});
    for (let count = 0; count < 25; count += 1) {
      await writeExport({ transcript: JSON.parse(transcript), format: 'txt', directory, baseName: 'talk',
        mayReplace: () => false, partial: false });
    }`;
  const spawnWriter = (text: string) =>
    execa(process.execPath, [
      '--input-type=module',
      '-e',
      script,
      directory,
      JSON.stringify(transcriptOf([spokenSegment(text)])),
    ]);
  await Promise.all([spawnWriter('first'), spawnWriter('second')]);
  const contents = await Promise.all(
    (await readdir(directory)).map((name) => readFile(join(directory, name), 'utf8')),
  );
  expect(contents.filter((text) => text === 'first\n')).toHaveLength(25);
  expect(contents.filter((text) => text === 'second\n')).toHaveLength(25);
});

test('a full disk is reported as such and leaves nothing behind', async (context) => {
  const directory = await makeFolder();
  await mountSmallDisk(context, directory, 'size=64k');
  await expect(writeExport(request(directory, { transcript: large }))).rejects.toMatchObject({
    code: 'disk-full',
  });
  expect(await readdir(directory)).toEqual([]);
  // The same disk takes what fits, so it was the size that failed.
  await writeExport(request(directory));
  expect(await readdir(directory)).toEqual(['talk.txt']);
});

test('a full disk leaves the file that was to be overwritten as it was', async (context) => {
  const directory = await makeFolder();
  await mountSmallDisk(context, directory, 'size=64k');
  await writeExport(request(directory));
  const overwriting = writeExport(request(directory, { transcript: large, mayReplace: () => true }));
  await expect(overwriting).rejects.toMatchObject({ code: 'disk-full' });
  expect(await readdir(directory)).toEqual(['talk.txt']);
  expect(await readFile(join(directory, 'talk.txt'), 'utf8')).toBe(helloTxt);
});

test('a read-only disk is reported as not writable', async (context) => {
  const directory = await makeFolder();
  await mountSmallDisk(context, directory, 'size=64k,ro');
  const failure: unknown = await writeExport(request(directory)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(EarshotError);
  expect(failure).toMatchObject({ code: 'output-not-writable', detail: expect.stringContaining('EROFS') });
  const inside = writeExport(request(join(directory, 'new')));
  await expect(inside).rejects.toMatchObject({ code: 'output-not-writable' });
});

test('a folder that cannot hold files is reported as not writable', async (context) => {
  if (process.platform !== 'linux') context.skip('there is no /proc here');
  await expect(writeExport(request('/proc/self'))).rejects.toMatchObject({ code: 'output-not-writable' });
});

test.each([
  ['a file', ''],
  ['inside of a file', 'folder'],
])('an output folder that is %s is reported as not writable', async (_, inside) => {
  const file = join(await makeFolder(), 'file');
  await writeFile(file, 'mine');
  await expect(writeExport(request(join(file, inside)))).rejects.toMatchObject({
    code: 'output-not-writable',
  });
  expect(await readFile(file, 'utf8')).toBe('mine');
});

test('a folder with the name of the file is not overwritten, and nothing is left behind', async () => {
  const directory = await makeFolder();
  await mkdir(join(directory, 'talk.txt'));
  const overwriting = writeExport(request(directory, { mayReplace: () => true }));
  await expect(overwriting).rejects.toMatchObject({ code: 'output-not-writable' });
  expect(await readdir(directory)).toEqual(['talk.txt']);
});

test.each(['', 'a/b', '../talk', 'a\0b'])('the base name %j is refused', async (baseName) => {
  const directory = await makeFolder();
  await expect(writeExport(request(directory, { baseName }))).rejects.toMatchObject({
    code: 'invalid-argument',
  });
  expect(await readdir(directory)).toEqual([]);
});

test('the longest base names are shortened until the disk takes them', async () => {
  const directory = await makeFolder();
  for (const baseName of ['n'.repeat(250), 'ü'.repeat(125), '👩‍👩‍👧‍👦'.repeat(10), '語'.repeat(83)]) {
    const options = { baseName, format: 'openai-json' as const, partial: true };
    const { path } = await writeExport(request(directory, options));
    const { path: second } = await writeExport(request(directory, options));
    expect(path.endsWith('.partial.openai.json')).toBe(true);
    expect(second.endsWith(' (2).partial.openai.json')).toBe(true);
    expect(await readFile(path, 'utf8')).toBe(await readFile(second, 'utf8'));
  }
});

test('a shortened name is at most 255 bytes and never ends inside of a grapheme cluster', () => {
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('a', 'é', '語', '👩‍👩‍👧‍👦', '🇩🇪', 'e\u0301'),
        minLength: 1,
        maxLength: 260,
        size: 'max',
      }),
      fc.integer({ min: 1, max: 1000 }),
      fc.boolean(),
      (baseName, number, partial) => {
        const name = exportFileName({ baseName, number, partial, extension: '.srt' });
        const suffix = `${number > 1 ? ` (${number})` : ''}${partial ? '.partial' : ''}.srt`;
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name.endsWith(suffix)).toBe(true);
        const kept = name.slice(0, -suffix.length);
        expect(baseName.startsWith(kept)).toBe(true);
        const ends = Array.from(graphemes.segment(baseName), ({ index, segment }) => index + segment.length);
        expect(ends).toContain(kept.length);
        const room = 255 - Buffer.byteLength(suffix);
        const leastBytes = Math.min(Buffer.byteLength(baseName), room - Buffer.byteLength('👩‍👩‍👧‍👦') + 1);
        expect(Buffer.byteLength(kept)).toBeGreaterThanOrEqual(leastBytes);
      },
    ),
  );
});

/** What FAT file systems and some network shares answer. */
async function refuseToLink(): Promise<void> {
  throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
}

test('without hard links a free name is taken and a used one is refused', async () => {
  const directory = await makeFolder();
  const temporary = join(directory, 'temporary');
  const free = join(directory, 'free');
  const used = join(directory, 'used');
  await writeFile(temporary, 'new');
  await writeFile(used, 'mine');
  expect(await publishFile(temporary, used, refuseToLink)).toBe(false);
  expect(await readFile(used, 'utf8')).toBe('mine');
  expect(await publishFile(temporary, free, refuseToLink)).toBe(true);
  expect(await readFile(free, 'utf8')).toBe('new');
});

test('with hard links a used name is refused', async () => {
  const directory = await makeFolder();
  await writeFile(join(directory, 'temporary'), 'new');
  await writeFile(join(directory, 'used'), 'mine');
  expect(await publishFile(join(directory, 'temporary'), join(directory, 'used'), link)).toBe(false);
  expect(await readFile(join(directory, 'used'), 'utf8')).toBe('mine');
});
