import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineTurns, type Turn } from '../../../src/main/core/transcription/engine-turns.ts';

const turns = fc.array(fc.constantFrom<Turn>('together', 'alone'), { minLength: 1, maxLength: 12 });

test('who wants to be alone is alone, everybody has a turn, and none is overtaken by a later one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), turns, async (scheduler, wanted) => {
      const engine = new EngineTurns();
      const inside = new Set<number>();
      const begun: number[] = [];
      let sharedAtOnce = 0;
      const all = Promise.all(
        wanted.map((turn, index) =>
          engine.take(turn, async () => {
            begun.push(index);
            inside.add(index);
            for (const other of inside) {
              if (turn === 'alone' || wanted[other] === 'alone') expect([...inside]).toEqual([index]);
            }
            sharedAtOnce = Math.max(sharedAtOnce, inside.size);
            await scheduler.schedule(Promise.resolve());
            inside.delete(index);
          }),
        ),
      );
      await scheduler.waitFor(all);
      expect(begun).toEqual([...wanted.keys()]);
      // Positive control: those who can run side by side do.
      if (wanted[0] === 'together' && wanted[1] === 'together') expect(sharedAtOnce).toBeGreaterThan(1);
    }),
  );
});

test('work that fails gives its turn back', async () => {
  const engine = new EngineTurns();
  const failed = engine.take('alone', () => Promise.reject(new Error('no')));
  const next = engine.take('alone', async () => 'next');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('next');
});
