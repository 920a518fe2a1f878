import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryTakeOwnership } from '../../src/main/core/process/owner-lock.ts';
import { type LineProgram, linePrograms } from '../support/line-program.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const start = linePrograms(new URL('../support/lock-program.ts', import.meta.url));

function newFolder(): string {
  return mkdtempSync(join(suite, 'data-'));
}

/** Has the program carry out a command. @returns whether it worked */
function ask(
  program: LineProgram,
  command: string,
  folder: string | null = null,
  wallMs: number | null = null,
): Promise<boolean> {
  program.tell([command, folder, wallMs]);
  return program
    .heard((said) =>
      Array.isArray(said) && said[0] === command && said[1] === folder ? { worked: said[2] === true } : null,
    )
    .then(({ worked }) => worked);
}

/** Waits until the lock is free, as somebody does who wants to take over. */
async function takeWhenFree(folder: string): Promise<void> {
  for (;;) {
    const lock = tryTakeOwnership(folder);
    if (lock !== null) return lock.release();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('of two programs that try at the very same moment exactly one becomes the owner, a hundred times', async () => {
  const programs = [start([]), start([])] as const;
  const owners: number[] = [];
  for (let round = 0; round < 100; round += 1) {
    const folder = newFolder();
    const wallMs = Date.now() + 6;
    const taken = await Promise.all(programs.map((program) => ask(program, 'take-at', folder, wallMs)));
    owners.push(taken.filter((isOwner) => isOwner).length);
  }
  expect(owners).toEqual(owners.map(() => 1));
});

test('an owner that releases makes room, and releasing twice does no harm', () => {
  const folder = newFolder();
  const lock = tryTakeOwnership(folder);
  expect(tryTakeOwnership(folder)).toBeNull();
  lock?.release();
  lock?.release();
  const next = tryTakeOwnership(folder);
  expect(next).not.toBeNull();
  next?.release();
});

test('a killed owner holds nothing', async () => {
  const folder = newFolder();
  const owner = start([]);
  expect(await ask(owner, 'take', folder)).toBe(true);
  expect(tryTakeOwnership(folder)).toBeNull();
  owner.kill('SIGKILL');
  await takeWhenFree(folder);
});

test('a stopped owner stays the owner', async () => {
  const folder = newFolder();
  const owner = start([]);
  expect(await ask(owner, 'take', folder)).toBe(true);
  owner.kill('SIGSTOP');
  expect(tryTakeOwnership(folder)).toBeNull();
  owner.kill('SIGCONT');
  expect(await ask(owner, 'release')).toBe(true);
  await takeWhenFree(folder);
});

test('a lock that nobody remembers outlives the garbage collector, which takes a careless one', async () => {
  const [careful, careless] = [newFolder(), newFolder()];
  const owner = start([], ['--expose-gc']);
  expect(await ask(owner, 'take-and-forget', careful)).toBe(true);
  expect(await ask(owner, 'take-carelessly', careless)).toBe(true);
  expect(tryTakeOwnership(careless)).toBeNull();
  expect(await ask(owner, 'collect-garbage')).toBe(true);
  // The control: a handle that is not kept is lost, so the collector has done its work.
  await takeWhenFree(careless);
  expect(tryTakeOwnership(careful)).toBeNull();
});

test('a folder that is not there is made', async () => {
  const folder = join(newFolder(), 'deep', 'down');
  const lock = tryTakeOwnership(folder);
  expect(lock).not.toBeNull();
  lock?.release();
});

test.each([
  ['is a folder', (file: string) => mkdirSync(file)],
  [
    'is something else',
    (file: string) => writeFileSync(file, 'not a database, but long enough to be read as one'.repeat(50)),
  ],
])('a lock file that %s is an error with a way out', (_, spoil) => {
  const folder = newFolder();
  spoil(join(folder, 'instance.lock'));
  expect(() => tryTakeOwnership(folder)).toThrow(expect.objectContaining({ code: 'database-unwritable' }));
});
