import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newUid } from '../../src/main/core/queue/new-uid.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { TestQueue } from '../support/test-queue.ts';

const suite = suiteFolder();

test('the start of a queue clears away what runs have left, and nothing else', async () => {
  const home = mkdtempSync(join(suite, 'home-'));
  const first = await TestQueue.open(suite, {}, { home });
  await first.stop();
  const folder = first.workFolder;
  const leftByARun = `${newUid()}-3`;
  mkdirSync(join(folder, leftByARun));
  writeFileSync(join(folder, leftByARun, 'sound.pcm'), 'sound');
  mkdirSync(join(folder, 'thesis'));
  writeFileSync(join(folder, 'thesis', 'chapter-1.txt'), 'years of work');
  writeFileSync(join(folder, 'notes-1'), 'mine');
  const again = await TestQueue.open(suite, {}, { home });
  expect(again.tempFolders.toSorted()).toEqual(['notes-1', 'thesis']);
  expect(readdirSync(join(folder, 'thesis'))).toEqual(['chapter-1.txt']);
});

test.runIf(process.platform !== 'win32')(
  'a link with the name of a run goes, and what it leads to stays',
  async () => {
    const home = mkdtempSync(join(suite, 'home-'));
    const first = await TestQueue.open(suite, {}, { home });
    await first.stop();
    const elsewhere = mkdtempSync(join(suite, 'elsewhere-'));
    writeFileSync(join(elsewhere, 'mine'), 'mine');
    symlinkSync(elsewhere, join(first.workFolder, `${newUid()}-1`));
    const again = await TestQueue.open(suite, {}, { home });
    expect(again.tempFolders).toEqual([]);
    expect(readdirSync(elsewhere)).toEqual(['mine']);
  },
);
