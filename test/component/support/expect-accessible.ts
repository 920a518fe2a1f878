import axe from 'axe-core';
import { expect } from 'vitest';

/** Axe finds nothing on the whole page as it is now. */
export async function expectAccessible(): Promise<void> {
  // What is still coming in has not its own colours yet; spinners never end.
  const comingIn = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(comingIn.map(({ finished }) => finished));
  const { violations } = await axe.run(document.body);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}
