import { openTab } from '../../test/e2e/support/browser.ts';
import { PagesHost } from '../../test/e2e/support/serve-pages.ts';
import { CliHome } from '../../test/support/cli-home.ts';
import { atMost, markdownTable, type Section } from '../report.ts';
import { formatSpread, spreadOf } from '../spread.ts';
import type { UiBench } from './ui-bench.ts';

const ROUNDS = 5;

/** From nothing to a page that answers: a new program, a new home, a browser that has never been there. */
export async function measureStart({ browser, log }: UiBench): Promise<Section> {
  const programMs: number[] = [];
  const pageMs: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const home = CliHome.make();
    const page = await openTab(browser);
    const launchedAt = performance.now();
    const host = await PagesHost.start(home);
    const linkAt = performance.now();
    await page.goto(host.link, { waitUntil: 'commit' });
    const [dialog] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Choose recordings' }).click(),
    ]);
    const answeredAt = performance.now();
    await dialog.setFiles([]);
    programMs.push(linkAt - launchedAt);
    pageMs.push(answeredAt - linkAt);
    log(
      `start, round ${round}: program ${(linkAt - launchedAt).toFixed(0)} ms, page ${(answeredAt - linkAt).toFixed(0)} ms`,
    );
    await page.context().close();
    await host.stop();
    home.remove();
  }
  const whole = spreadOf(programMs.map((ms, round) => ms + (pageMs[round] ?? 0)));
  return {
    heading: 'Start',
    body: markdownTable([
      ['', 'median (range) ms'],
      ['`earshot serve --open` until its link', formatSpread(spreadOf(programMs), 0)],
      ['link until the page answers a click, nothing cached', formatSpread(spreadOf(pageMs), 0)],
      ['both', formatSpread(whole, 0)],
    ]),
    verdicts: [atMost('start until the page answers, median', whole.median, 1500, 'ms', 0)],
  };
}
