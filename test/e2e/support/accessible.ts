import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { namelessControls } from './nameless-controls.ts';
import { settled } from './settled.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Found = { readonly id: string; readonly places: readonly string[] };

/**
 * Those of axe's rules that it leaves out by itself are asked too (experimental ones, the size of targets), but for these: a
 * contrast of 7:1 leaves no room for quiet words, and the other knows neither rows, nor separators, nor regions that scroll
 * as places for the focus, which ARIA makes of them.
 */
const LEFT_OUT = ['color-contrast-enhanced', 'focus-order-semantics'];
const RUN = `axe.run(document, { resultTypes: ['violations'], rules: Object.fromEntries(axe.getRules()
  .filter(({ ruleId, tags }) => !${JSON.stringify(LEFT_OUT)}.includes(ruleId) && !tags.includes('deprecated'))
  .map(({ ruleId }) => [ruleId, { enabled: true }])) })
  .then(({ violations }) => violations.map(({ id, nodes }) => ({ id, places: nodes.map(({ html }) => html.slice(0, 200)) })))`;

/** Axe finds nothing on the page as it is now, and every control has a name. `view` names the page where it is not so. */
export async function expectAccessible(page: Page, view: string): Promise<void> {
  // What comes in is see-through for a moment, and its colours are not its own then.
  await settled(page);
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  expect(await page.evaluate<Found[]>(RUN), view).toEqual([]);
  expect(await namelessControls(page), view).toEqual([]);
}
