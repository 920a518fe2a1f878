import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { settled } from './settled.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Found = { readonly id: string; readonly places: readonly string[] };

/** Axe finds nothing on the page as it is now. `view` names it where it does. */
export async function expectAccessible(page: Page, view: string): Promise<void> {
  // What comes in is see-through for a moment, and its colours are not its own then.
  await settled(page);
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  const found = await page.evaluate<Found[]>(`axe.run(document).then(({ violations }) => violations.map(
    ({ id, nodes }) => ({ id, places: nodes.map(({ html }) => html.slice(0, 200)) })))`);
  expect(found, view).toEqual([]);
}
