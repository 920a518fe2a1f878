import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { expect } from 'vitest';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules of WCAG 2.2 AA, and axe's own good practice. */
type Found = { readonly id: string; readonly places: readonly string[] };

/** Axe finds nothing on the page as it is now. `view` names it where it does. */
export async function expectAccessible(page: Page, view: string): Promise<void> {
  // What comes in is see-through for a moment, and its colours are then not its own.
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  const found = await page.evaluate<Found[]>(`axe.run(document).then(({ violations }) => violations.map(
    ({ id, nodes }) => ({ id, places: nodes.map(({ html }) => html.slice(0, 200)) })))`);
  expect(found, view).toEqual([]);
}
