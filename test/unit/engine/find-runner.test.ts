import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findRunner } from '../../../src/main/core/engine/find-runner.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

/** Builds that do nothing but answer `--probe`. */
async function folderWith(variants: readonly string[], answer: string): Promise<string> {
  const folder = await mkdtemp(join(suite, 'test-'));
  for (const variant of variants) {
    const file = join(folder, `whisper-runner-${variant}`);
    await writeFile(file, `#!${process.execPath}\nprocess.stdout.write(${JSON.stringify(answer)});\n`);
    await chmod(file, 0o755);
  }
  return folder;
}

function probeAnswer(...supported: readonly string[]): string {
  return JSON.stringify({ variant: 'baseline', cpuFeatures: ['avx2'], supported });
}

test('without a folder of builds there is no engine', async () => {
  const folder = join(await mkdtemp(join(suite, 'test-')), 'not-there');
  await expect(findRunner(folder, undefined)).rejects.toMatchObject({ code: 'runner-missing' });
});

// A script cannot stand for a program on Windows.
describe.skipIf(process.platform === 'win32')('among builds', () => {
  test('the best build that is there and that the processor can run is taken', async () => {
    const folder = await folderWith(['baseline', 'avx2', 'amx'], probeAnswer('avx512', 'avx2', 'baseline'));
    expect(await findRunner(folder, undefined)).toMatchObject({
      variant: 'avx2',
      executable: join(folder, 'whisper-runner-avx2'),
      baselineExecutable: join(folder, 'whisper-runner-baseline'),
      cpuFeatures: ['avx2'],
    });
  });

  test('a build is forced whatever the processor can do', async () => {
    const folder = await folderWith(['baseline', 'amx'], probeAnswer('baseline'));
    expect(await findRunner(folder, 'amx')).toMatchObject({ variant: 'amx' });
  });

  test('a forced build that is not there is told with those that are', async () => {
    const folder = await folderWith(['baseline'], probeAnswer('baseline'));
    await expect(findRunner(folder, 'amx')).rejects.toMatchObject({
      code: 'runner-missing',
      hint: expect.stringContaining('one of: baseline.'),
    });
  });

  test('a forced name cannot lead out of the folder', async () => {
    const folder = await folderWith(['baseline'], probeAnswer('baseline'));
    await expect(findRunner(folder, '/../../../bin/sh')).rejects.toMatchObject({ code: 'runner-missing' });
  });

  test('files that only look like builds are none', async () => {
    const folder = await folderWith(['baseline', 'avx2.old', 'avx2-test'], probeAnswer('avx2', 'baseline'));
    expect(await findRunner(folder, undefined)).toMatchObject({
      variant: 'baseline',
      installed: ['baseline'],
    });
  });

  test('without the build for every processor there is no engine', async () => {
    const folder = await folderWith(['avx2'], probeAnswer('avx2', 'baseline'));
    await expect(findRunner(folder, undefined)).rejects.toMatchObject({ code: 'runner-missing' });
  });

  test('a build that answers nonsense does not start', async () => {
    const folder = await folderWith(['baseline'], 'Hello!');
    await expect(findRunner(folder, undefined)).rejects.toMatchObject({ code: 'runner-missing' });
  });

  test('a build that may not be run does not start', async () => {
    const folder = await folderWith(['baseline'], probeAnswer('baseline'));
    await chmod(join(folder, 'whisper-runner-baseline'), 0o644);
    await expect(findRunner(folder, undefined)).rejects.toMatchObject({ code: 'runner-missing' });
  });
});
