import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { type DiskSpaceRules, DiskSpaceWatch } from '../../../src/main/core/queue/disk-space.ts';

const MB = 1_000_000;

let freeMb: Record<string, number>;
let rules: DiskSpaceRules;
let changes: string[];
let errors: unknown[];
let asked: string[];
/** The call that is due next; one at most, or two watches would run. */
let scheduled: { callback: () => void; delayMs: number }[];
let watch: DiskSpaceWatch;

beforeEach(() => {
  freeMb = { data: 10_000, temp: 10_000 };
  rules = { blockBelowFreeBytes: 500 * MB, resumeAboveFreeBytes: 1000 * MB };
  changes = [];
  errors = [];
  asked = [];
  scheduled = [];
  watch = new DiskSpaceWatch({
    folders: ['data', 'temp'],
    statfs: async (folder) => {
      asked.push(folder);
      const free = freeMb[folder];
      if (free === undefined) throw new Error(`${folder} does not answer`);
      return { bavail: (free * MB) / 4000, bsize: 4000 };
    },
    rules: () => rules,
    schedule: (callback, delayMs) => {
      const call = { callback, delayMs };
      scheduled.push(call);
      return () => void (scheduled = scheduled.filter((one) => one !== call));
    },
    onChange: ({ kind, freeBytes }) => changes.push(`${kind} ${freeBytes / MB}`),
    onError: (error) => errors.push(error),
  });
});

async function checkWith(free: number): Promise<string> {
  freeMb['data'] = free;
  return (await watch.check()).kind;
}

test('below the first mark it is short, and only above the second it is enough again', async () => {
  const kinds: string[] = [];
  for (const free of [501, 500, 499, 501, 999, 1000, 1001, 501]) kinds.push(await checkWith(free));
  expect(kinds).toEqual(['enough', 'enough', 'short', 'short', 'short', 'short', 'enough', 'enough']);
  expect(changes).toEqual(['short 499', 'enough 1001']);
});

test('the fullest disk decides', async () => {
  freeMb['temp'] = 100;
  expect(await watch.check()).toEqual({ kind: 'short', freeBytes: 100 * MB });
});

test('marks that are changed count from the next look on', async () => {
  expect(await checkWith(800)).toBe('enough');
  rules = { blockBelowFreeBytes: 900 * MB, resumeAboveFreeBytes: 1000 * MB };
  expect(await checkWith(800)).toBe('short');
});

test('a mark for going on below the one for stopping does not start and stop in turn', async () => {
  rules = { blockBelowFreeBytes: 500 * MB, resumeAboveFreeBytes: 100 * MB };
  expect([await checkWith(499), await checkWith(300), await checkWith(501)]).toEqual([
    'short',
    'short',
    'enough',
  ]);
});

test('it never changes back without passing the other mark', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1500), { minLength: 1 }), async (course) => {
      changes.length = 0;
      await checkWith(10_000);
      for (const free of course) {
        const before = watch.space.kind;
        const after = await checkWith(free);
        if (free < 500) expect(after).toBe('short');
        else if (free > 1000) expect(after).toBe('enough');
        else expect(after).toBe(before);
      }
      const kinds = changes.map((change) => change.split(' ')[0]);
      expect(kinds.every((kind, index) => kind !== kinds[index - 1])).toBe(true);
    }),
  );
});

test.each([
  [10_000, 30_000],
  [2000, 30_000],
  [1999, 5_000],
  [600, 5_000],
  [100, 5_000],
])('with %d MB it looks again after %d ms', async (free, delayMs) => {
  freeMb['data'] = free;
  await watch.start();
  expect(scheduled.map((call) => call.delayMs)).toEqual([delayMs]);
});

test('each look leads to the next one, and only one is due', async () => {
  await watch.start();
  freeMb['data'] = 100;
  asked = [];
  scheduled[0]?.callback();
  // The look that has begun is shared with who asks now.
  expect((await watch.check()).kind).toBe('short');
  expect(asked).toEqual(['data', 'temp']);
  expect(scheduled.map((call) => call.delayMs)).toEqual([5_000]);
  await watch.check();
  expect(scheduled).toHaveLength(1);
});

test('a watch that was stopped looks no more by itself', async () => {
  await watch.start();
  watch.stop();
  expect(scheduled).toEqual([]);
  await watch.check();
  expect(scheduled).toEqual([]);
});

test('one that is stopped while it looks does not go on', async () => {
  const first = watch.start();
  watch.stop();
  await first;
  expect(scheduled).toEqual([]);
});

test('a disk that does not answer is told, changes nothing and is asked again', async () => {
  expect(await checkWith(100)).toBe('short');
  delete freeMb['temp'];
  await watch.start();
  expect(watch.space.kind).toBe('short');
  expect(errors).toEqual([new Error('temp does not answer')]);
  expect(scheduled).toHaveLength(1);
});
