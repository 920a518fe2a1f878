import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const major = Number.parseInt(devDependencies.electron, 10);

/** What is said of our Electron when this one is the newest; nothing is asked of any registry. */
function saidWith(newest: string): Promise<{ readonly isGood: boolean; readonly said: string }> {
  const script = join(root, 'scripts', 'check-electron-support.mjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [script, newest], (error, stdout, stderr) =>
      resolve({ isGood: error === null, said: stdout + stderr }),
    );
  });
}

test('an Electron of the newest three majors is supported', async () => {
  for (const newer of [0, 1, 2])
    expect(await saidWith(`${major + newer}.0.0`)).toMatchObject({ isGood: true });
});

test('an older one is not, and it is said what would be', async () => {
  const answer = await saidWith(`${major + 3}.1.2`);
  expect(answer).toMatchObject({ isGood: false, said: expect.stringContaining(`go back to ${major + 1}`) });
});

test('what is no version proves nothing', async () => {
  expect(await saidWith('unknown')).toMatchObject({ isGood: false });
});

test('one exact version is installed, and not whatever is new', () => {
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
});
