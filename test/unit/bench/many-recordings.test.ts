import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeManyRecordings } from '../../../bench/queue/many-recordings.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const folder = suiteFolder();

test('many recordings are as many files, no two of one length', async () => {
  const files = await writeManyRecordings(join(folder, 'many'), 130);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  expect([new Set(files).size, new Set(sizes).size]).toEqual([130, 130]);
});
