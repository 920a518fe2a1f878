import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EarshotError } from '../../src/shared/errors.ts';
import { jobView, uidOf } from '../support/contract-samples.ts';
import { pageScene } from '../support/page-samples.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();

function scene(recording = '/recordings/talk.mp3') {
  const folder = mkdtempSync(join(suite, 'save-'));
  const page = pageScene({
    'jobs.get': async () => ({ ...jobView(1), path: recording }),
    'transcript.render': async ({ format }) => ({
      fileName: `talk.${format}`,
      mediaType: 'text/plain',
      text: `text as ${format}`,
    }),
  });
  return { folder, ...page };
}

test('one format is saved under the name that a person gives, whatever was there', async () => {
  const { folder, value, desktop } = scene();
  desktop.file = join(folder, 'my own name {x}.txt');
  writeFileSync(desktop.file, 'an older one');
  expect(await value('export.save', { uid: uidOf(1), formats: ['srt', 'srt'] })).toEqual({
    files: [desktop.file],
  });
  expect(desktop.asked).toEqual(['talk.srt']);
  expect(readdirSync(folder)).toEqual(['my own name {x}.txt']);
  expect(readFileSync(desktop.file, 'utf8')).toBe('text as srt');
});

test('several are saved into a folder, beside what is there', async () => {
  const { folder, value, desktop } = scene();
  desktop.folder = folder;
  writeFileSync(join(folder, 'talk.txt'), 'an older one');
  expect(await value('export.save', { uid: uidOf(1), formats: ['srt', 'txt'] })).toEqual({
    files: [join(folder, 'talk.srt'), join(folder, 'talk (2).txt')],
  });
  expect(readFileSync(join(folder, 'talk.txt'), 'utf8')).toBe('an older one');
  expect(readFileSync(join(folder, 'talk (2).txt'), 'utf8')).toBe('text as txt');
});

test('who changes their mind has saved nothing', async () => {
  const { folder, value } = scene();
  expect(await value('export.save', { uid: uidOf(1), formats: ['srt'] })).toEqual({ files: [] });
  expect(await value('export.save', { uid: uidOf(1), formats: ['srt', 'txt'] })).toEqual({ files: [] });
  expect(readdirSync(folder)).toEqual([]);
});

test('a text never takes the place of its recording', async () => {
  const recording = join(mkdtempSync(join(suite, 'recording-')), 'talk.mp3');
  writeFileSync(recording, 'sound');
  const { answerPage, desktop } = scene(recording);
  desktop.file = recording;
  const answer = await answerPage('export.save', { uid: uidOf(1), formats: ['srt'] });
  expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
  expect(readFileSync(recording, 'utf8')).toBe('sound');
});

test('a place that cannot be written is told as one', async () => {
  const { folder, answerPage, desktop } = scene();
  writeFileSync(join(folder, 'file'), '');
  desktop.file = join(folder, 'file', 'talk.srt');
  const answer = await answerPage('export.save', { uid: uidOf(1), formats: ['srt'] });
  expect(answer).toMatchObject({ ok: false, error: { code: 'output-not-writable' } });
});

test('what has no text yet is told before anybody is asked', async () => {
  const page = pageScene({
    'transcript.render': async () => {
      throw new EarshotError('job-not-found', 'It has no text yet.');
    },
  });
  const answer = await page.answerPage('export.save', { uid: uidOf(1), formats: ['srt'] });
  expect(answer).toMatchObject({ ok: false, error: { code: 'job-not-found' } });
  expect(page.desktop.asked).toEqual([]);
});
