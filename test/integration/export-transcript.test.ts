import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import {
  type ExportSource,
  exportTranscript,
  type TranscriptExport,
} from '../../src/main/core/export/export-transcript.ts';
import { ExportedFiles } from '../../src/main/core/export/exported-files.ts';
import type { ExportRule } from '../../src/shared/job-options.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { transcriptOf } from '../support/transcript-of.ts';

const suite = suiteFolder();

let folder: string;
let exportedFiles: ExportedFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(suite, 'test-'));
  exportedFiles = new ExportedFiles();
});

function exportFile(
  source: string | ExportSource,
  rule: Partial<ExportRule> = {},
  request: Partial<TranscriptExport> = {},
) {
  return exportTranscript({
    transcript: transcriptOf(['Hello.']),
    rule: { formats: ['txt'], outputDir: null, nameTemplate: '{name}', onCollision: 'number', ...rule },
    source: typeof source === 'string' ? { path: join(folder, source), foundIn: null } : source,
    exportedFiles,
    partial: false,
    transcribedAt: new Date(2026, 2, 4, 23, 59),
    ...request,
  });
}

test('files go beside the recording', async () => {
  const { files, error } = await exportFile('talk.mp3', { formats: ['txt', 'srt'] });
  expect([files, error]).toEqual([[join(folder, 'talk.txt'), join(folder, 'talk.srt')], null]);
  expect(await readFile(join(folder, 'talk.txt'), 'utf8')).toBe('Hello.\n');
});

test('without a format nothing is written', async () => {
  expect(await exportFile('talk.mp3', { formats: [] })).toEqual({ files: [], error: null });
  expect(await readdir(folder)).toEqual([]);
});

test('files in another folder keep the shape of the one that was searched', async () => {
  const source = { path: join(folder, 'in', 'deep', 'talk.mp3'), foundIn: join(folder, 'in') };
  const { files } = await exportFile(source, { outputDir: join(folder, 'out') });
  expect(files).toEqual([join(folder, 'out', 'deep', 'talk.txt')]);
});

test.each([
  ['in a folder beside it', ['elsewhere']],
  ['in the folder above it', []],
])(
  'a recording that was moved since and now lies %s does not lead out of the output folder',
  async (_, inside) => {
    const source = { path: join(folder, ...inside, 'talk.mp3'), foundIn: join(folder, 'in') };
    const { files } = await exportFile(source, { outputDir: join(folder, 'out') });
    expect(files).toEqual([join(folder, 'out', 'talk.txt')]);
  },
);

test('a folder whose name begins with two dots is a folder like others', async () => {
  const source = { path: join(folder, '..in', 'talk.mp3'), foundIn: folder };
  const { files } = await exportFile(source, { outputDir: join(folder, 'out') });
  expect(files).toEqual([join(folder, 'out', '..in', 'talk.txt')]);
});

test('the name follows its template', async () => {
  const { files } = await exportFile('talk.mp3', { nameTemplate: '{date} {name} ({model}, {language})' });
  expect(files).toEqual([join(folder, '2026-03-04 talk (base, en).txt')]);
});

test.each(['../{name}', '{name} {speaker}'])('the template %s writes nothing', async (nameTemplate) => {
  const { files, error } = await exportFile('talk.mp3', { nameTemplate });
  expect([files, error?.code]).toEqual([[], 'invalid-argument']);
  expect(await readdir(folder)).toEqual([]);
});

test('an unfinished text says so in its name', async () => {
  const { files } = await exportFile('talk.mp3', {}, { partial: true });
  expect(files).toEqual([join(folder, 'talk.partial.txt')]);
});

test('a file that is there is kept, or replaced where that is wanted', async () => {
  await writeFile(join(folder, 'talk.txt'), 'mine');
  expect((await exportFile('talk.mp3')).files).toEqual([join(folder, 'talk (2).txt')]);
  expect(await readFile(join(folder, 'talk.txt'), 'utf8')).toBe('mine');
  expect((await exportFile('talk.mp3', { onCollision: 'replace' })).files).toEqual([
    join(folder, 'talk.txt'),
  ]);
  expect(await readFile(join(folder, 'talk.txt'), 'utf8')).toBe('Hello.\n');
});

test('two recordings of one name do not replace each other’s text, though each is exported on its own', async () => {
  const rule = { onCollision: 'replace' } as const;
  expect((await exportFile('talk.mp3', rule)).files).toEqual([join(folder, 'talk.txt')]);
  expect((await exportFile('talk.wav', rule)).files).toEqual([join(folder, 'talk (2).txt')]);
  expect((await exportFile('talk.mp3', rule)).files).toEqual([join(folder, 'talk.txt')]);
  // Positive control: without the memory the second would have replaced the first.
  exportedFiles = new ExportedFiles();
  expect((await exportFile('talk.wav', rule)).files).toEqual([join(folder, 'talk.txt')]);
});

test('no recording is replaced, its own or another one that is known', async () => {
  for (const name of ['sound.txt', 'other.txt']) await writeFile(join(folder, name), 'really a sound');
  exportedFiles.protect(join(folder, 'other.txt'));
  const rule = { onCollision: 'replace' } as const;
  expect((await exportFile('sound.txt', rule)).files).toEqual([join(folder, 'sound (2).txt')]);
  expect((await exportFile('other.mp3', rule)).files).toEqual([join(folder, 'other (2).txt')]);
  expect(await readFile(join(folder, 'sound.txt'), 'utf8')).toBe('really a sound');
  expect(await readFile(join(folder, 'other.txt'), 'utf8')).toBe('really a sound');
});

test('an output folder that is a file is told', async () => {
  await writeFile(join(folder, 'out'), '');
  const { files, error } = await exportFile('talk.mp3', { outputDir: join(folder, 'out') });
  expect([files, error?.code]).toEqual([[], 'output-not-writable']);
});

test('what was written before something failed is told together with the failure', async () => {
  await mkdir(join(folder, 'talk.srt'));
  const { files, error } = await exportFile('talk.mp3', { formats: ['txt', 'srt'], onCollision: 'replace' });
  expect([files, error?.code]).toEqual([[join(folder, 'talk.txt')], 'output-not-writable']);
});
