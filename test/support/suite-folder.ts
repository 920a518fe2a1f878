import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the tests of one file, made where it is called and gone after the last of them. */
export function suiteFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-suite-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
