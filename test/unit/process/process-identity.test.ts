import { existsSync, realpathSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOf } from '../../../src/main/core/process/process-identity.ts';
import { end, idleChild } from '../../support/idle-child.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();
const SLEEP = '/bin/sleep';
const hasProc = process.platform === 'linux';

test('a process keeps its token', async () => {
  const found = await identityOf(process.pid);
  expect(found?.startToken).toEqual(expect.any(String));
  expect(await identityOf(process.pid)).toEqual(found);
});

test('a process that was started later has another token', async () => {
  const [older, later] = await Promise.all([process.pid, idleChild().pid].map((pid) => identityOf(pid)));
  expect(later?.startToken).toEqual(expect.any(String));
  expect(later?.startToken).not.toBe(older?.startToken);
});

test('a process is known by its program file', async () => {
  const found = await identityOf(idleChild().pid);
  expect(found?.executable).toBe(realpathSync(process.execPath));
});

test('of a process that has ended nothing is known', async () => {
  const child = idleChild();
  expect(await identityOf(child.pid)).not.toBeNull();
  await end(child);
  expect(await identityOf(child.pid)).toBeNull();
});

test.each([0, -1, -process.pid, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
  '%d is no process',
  async (pid) => {
    expect(await identityOf(pid)).toBeNull();
  },
);

test.runIf(hasProc)('a program file that was replaced while it ran keeps its name', async () => {
  const program = join(suite, 'replaced');
  await copyFile(SLEEP, program);
  const child = idleChild(program);
  await rm(program);
  expect((await identityOf(child.pid))?.executable).toBe(program);
});

test.runIf(hasProc)('a name full of spaces and brackets does not shift the start', async () => {
  const program = join(suite, 'a) S 1 2 (b');
  await copyFile(SLEEP, program);
  const odd = idleChild(program);
  const later = idleChild();
  const [own, between, last] = await Promise.all([process.pid, odd.pid, later.pid].map(startTicks));
  expect(own).toBeLessThanOrEqual(between ?? 0);
  expect(between).toBeLessThanOrEqual(last ?? 0);
});

async function startTicks(pid: number): Promise<number> {
  return Number((await identityOf(pid))?.startToken.split(':')[1]);
}

const hasPs = existsSync('/usr/bin/env') && ['/bin/ps', '/usr/bin/ps'].some((path) => existsSync(path));

test.runIf(hasPs)(
  'where there is no /proc, ps tells the same each time, and nothing of what has ended',
  async () => {
    const child = idleChild(SLEEP);
    const found = await identityOf(child.pid, 'darwin');
    expect(found).toEqual({
      startToken: expect.stringMatching(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/),
      executable: expect.stringContaining('sleep'),
    });
    expect(await identityOf(child.pid, 'darwin')).toEqual(found);
    await end(child);
    expect(await identityOf(child.pid, 'darwin')).toBeNull();
  },
);

test.skipIf(process.platform === 'win32')('a tool that is not there is no error', async () => {
  expect(await identityOf(process.pid, 'win32')).toBeNull();
});
