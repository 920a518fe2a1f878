import { atMost, markdownTable, type Section } from '../report.ts';
import { formatSpread, spreadOf } from '../spread.ts';
import type { UiBench } from './ui-bench.ts';

const ROUNDS = 5;

/** A hearing of five hours, 50,000 words: from the click on its row until its first words are drawn. */
export async function measureText({ openScripted, log }: UiBench): Promise<Section> {
  const openedMs: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const page = await openScripted();
    const hearing = page.getByRole('row', { name: /^Hearing/ });
    await page.keyboard.press('Tab');
    await page.getByRole('row').first().focus();
    await page.keyboard.press('End');
    await hearing.waitFor();
    const ms = await hearing.evaluate(async (row) => {
      const from = performance.now();
      if (row instanceof HTMLElement) row.click();
      const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      while (document.querySelector('[data-word]') === null) await frame();
      // One more: the words that are there now are on the screen then.
      await frame();
      return performance.now() - from;
    });
    openedMs.push(ms);
    log(`text, round ${round}: ${ms.toFixed(0)} ms`);
    await page.context().close();
  }
  const spread = spreadOf(openedMs);
  return {
    heading: 'A transcript of five hours',
    body: markdownTable([
      ['50,000 words', 'median (range) ms'],
      [`click on the row until the words are drawn, ${ROUNDS} new pages`, formatSpread(spread, 0)],
    ]),
    verdicts: [atMost('50,000 words open, worst case', spread.highest, 500, 'ms', 0)],
  };
}
