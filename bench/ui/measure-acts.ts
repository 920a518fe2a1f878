import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright';
import { openTab } from '../../test/e2e/support/browser.ts';
import { drop } from '../../test/e2e/support/drop.ts';
import { row } from '../../test/e2e/support/queue.ts';
import { longReading } from '../../test/e2e/support/recordings.ts';
import { PagesHost } from '../../test/e2e/support/serve-pages.ts';
import { CliHome } from '../../test/support/cli-home.ts';
import { copyAsAnother, fixture } from '../../test/support/make-media.ts';
import { programOf } from '../../test/support/run-cli.ts';
import { processCpuMs } from '../process-tree.ts';
import { atMost, markdownTable, type Section } from '../report.ts';
import { formatSpread, spreadOf } from '../spread.ts';
import type { UiBench } from './ui-bench.ts';

const DROPS = 20;
const CANCELS = 5;
/** No growth of the CPU time for so long is rest. */
const REST_MS = 200;

/** Notes in the page when something was dropped, and when the menu was used; both as the page itself learns of it. */
async function noteGestures(page: Page): Promise<void> {
  await page.evaluate(() => {
    const note = (kind: string) => () => void Reflect.set(globalThis, kind, performance.now());
    addEventListener('drop', note('droppedAt'), { capture: true });
    addEventListener('click', note('clickedAt'), { capture: true });
  });
}

/** @returns milliseconds from a gesture until this is on the page */
function sinceGesture(page: Page, gesture: 'droppedAt' | 'clickedAt', selector: string): Promise<number> {
  return page.evaluate(
    async ([kind, wanted]) => {
      const before: unknown = Reflect.get(globalThis, kind);
      const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      while (Reflect.get(globalThis, kind) === before || document.querySelector(wanted) === null)
        await frame();
      return performance.now() - Number(Reflect.get(globalThis, kind));
    },
    [gesture, selector] as const,
  );
}

/**
 * Waits until ffmpeg is gone and the engine, which stays for the next recording, does nothing any more.
 *
 * @returns when that began
 */
async function untilRest({ cli }: PagesHost): Promise<number> {
  let since = performance.now();
  let before = -1;
  for (;;) {
    const children = cli.children();
    const now = children.reduce((sum, pid) => sum + (processCpuMs(pid) ?? 0), 0);
    const isReading = children.some((pid) => programOf(pid).endsWith('ffmpeg'));
    if (now !== before || isReading) since = performance.now();
    before = now;
    if (performance.now() - since > REST_MS) return since;
    await setTimeout(20);
  }
}

/** What a hand does and how soon the real program answers it. */
export async function measureActs({ browser, log }: UiBench): Promise<Section> {
  const home = CliHome.make();
  const folder = mkdtempSync(join(tmpdir(), 'earshot-bench-'));
  const host = await PagesHost.start(home);
  const page = await openTab(browser);
  await page.goto(host.link);
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  await noteGestures(page);

  const cancelMs: number[] = [];
  const goneMs: number[] = [];
  for (let round = 1; round <= CANCELS; round += 1) {
    const name = `long-${round}.flac`;
    await drop(page, [longReading(folder, name)]);
    await row(page, name, /Transcribing/).waitFor();
    await row(page, name).click({ button: 'right' });
    const cancelled = sinceGesture(
      page,
      'clickedAt',
      `[role=row][aria-label^="${name}"][data-state=canceled]`,
    );
    // Before the click, and so rather too early than too late.
    const clickedAt = performance.now();
    await page.getByRole('menuitem', { name: 'Cancel' }).click();
    goneMs.push((await untilRest(host)) - clickedAt);
    cancelMs.push(await cancelled);
    log(
      `cancel, round ${round}: ${(cancelMs.at(-1) ?? 0).toFixed(0)} ms, gone ${(goneMs.at(-1) ?? 0).toFixed(0)} ms`,
    );
  }

  await page.getByRole('button', { name: 'Dismiss' }).first().click();
  const dropMs: number[] = [];
  for (let round = 1; round <= DROPS; round += 1) {
    const name = `memo-${round}.wav`;
    const file = join(folder, name);
    copyAsAnother(fixture('austen-0880.wav'), file);
    const shown = sinceGesture(page, 'droppedAt', `[role=row][aria-label^="${name}"]`);
    await drop(page, [file]);
    dropMs.push(await shown);
    await row(page, name, /0:03 in/).waitFor();
  }
  log(`drop: ${dropMs.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  await page.context().close();
  await host.stop();
  home.remove();
  rmSync(folder, { recursive: true, force: true });

  const [drops, cancels, gone] = [spreadOf(dropMs), spreadOf(cancelMs), spreadOf(goneMs)];
  return {
    heading: 'Drop and cancel',
    body: markdownTable([
      ['with the real engine', 'median (range) ms'],
      [`a recording is dropped until its row is there, ${DROPS} times`, formatSpread(drops, 0)],
      [
        `click on "Cancel" while it transcribes until the row says so, ${CANCELS} times`,
        formatSpread(cancels, 0),
      ],
      ['the same until ffmpeg is gone and the engine rests', formatSpread(gone, 0)],
    ]),
    verdicts: [
      atMost('drop until the row is there, median', drops.median, 100, 'ms', 0),
      atMost('cancel until the row says so, worst case', cancels.highest, 200, 'ms', 0),
      atMost('cancel until nothing computes any more, worst case', gone.highest, 3000, 'ms', 0),
    ],
  };
}
