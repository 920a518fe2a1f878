import { percentile } from '../queue/percentile.ts';
import { atMost, markdownTable, type Section } from '../report.ts';
import type { ScriptedHost, UiBench } from './ui-bench.ts';

const FRAMES = 300;
const UPDATES = 200;

/** A list of 10,000 recordings: how it scrolls, and what one more percent costs. */
export async function measureRows({ openScripted, log }: UiBench): Promise<Section> {
  const page = await openScripted();
  const framesMs = await page.evaluate(async (count) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    const list = document.querySelector('[role=grid]')?.parentElement;
    if (!list) throw new Error('There is no list.');
    const times: number[] = [];
    let last = await frame();
    for (let index = 0; index < count; index += 1) {
      list.scrollTop += 400;
      const now = await frame();
      times.push(now - last);
      last = now;
    }
    list.scrollTop = 0;
    await frame();
    return times;
  }, FRAMES);
  await page.getByRole('row', { name: /^Recording 0\./ }).waitFor();
  const updatesMs = await page.evaluate(async (count) => {
    const { bridge, running }: ScriptedHost = Reflect.get(globalThis, 'bench');
    const row = document.querySelector(`[role=row][data-uid="${running.uid}"]`);
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const before = row?.ariaLabel;
      const from = performance.now();
      const progress = { ...running.progress, fraction: index / count, doneMs: (index + 1) * 1000 };
      bridge.tell({ kind: 'job-progress', uid: running.uid, stage: 'transcribing', progress });
      // React has drawn when the queue of tasks comes to this one; asking for a size lays the page out.
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', resolve, { once: true });
        port1.start();
        port2.postMessage(null);
      });
      document.body.getBoundingClientRect();
      times.push(performance.now() - from);
      if (row?.ariaLabel === before) throw new Error('The row does not say what it was told.');
    }
    return times;
  }, UPDATES);
  await page.context().close();
  const frameMs = percentile(framesMs, 0.95);
  const updateMs = percentile(updatesMs, 0.95);
  log(`rows: frame ${frameMs.toFixed(1)} ms, update ${updateMs.toFixed(1)} ms`);
  return {
    heading: 'Ten thousand rows',
    body: markdownTable([
      ['', 'median ms', 'p95 ms'],
      [
        `time between two frames, ${FRAMES} steps of 400 px`,
        percentile(framesMs, 0.5).toFixed(1),
        frameMs.toFixed(1),
      ],
      [
        `progress of one job until its row is laid out, ${UPDATES} times`,
        percentile(updatesMs, 0.5).toFixed(1),
        updateMs.toFixed(1),
      ],
    ]),
    verdicts: [
      atMost('10,000 rows scrolled, frame, p95', frameMs, 20, 'ms', 1),
      atMost('10,000 rows, update of one, p95', updateMs, 16, 'ms', 1),
    ],
  };
}
