import type { CDPSession } from 'playwright';
import { atMost, markdownTable, type Section } from '../report.ts';
import type { ScriptedHost, UiBench } from './ui-bench.ts';

const EVENTS = 200_000;
const STEPS = 10;
const MB = 1e6;

/** What the page keeps when everything that nobody needs is thrown away. */
async function keptBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

/** Whether a page that is left open for days grows. */
export async function measureMemory({ openScripted, log }: UiBench): Promise<Section> {
  const page = await openScripted();
  const session = await page.context().newCDPSession(page);
  const kept: number[] = [];
  for (let step = 1; step <= STEPS; step += 1) {
    await page.evaluate(async (count) => {
      const { tellEvents }: ScriptedHost = Reflect.get(globalThis, 'bench');
      await tellEvents(count);
    }, EVENTS / STEPS);
    kept.push((await keptBytes(session)) / MB);
    log(
      `memory: ${(kept.at(-1) ?? 0).toFixed(2)} MB after ${((step * EVENTS) / STEPS).toLocaleString('en')} events`,
    );
  }
  await page.context().close();
  // The first tenth fills what is filled once.
  const [first = 0, last = 0] = [kept[0], kept.at(-1)];
  return {
    heading: 'Memory of the page',
    body: markdownTable([
      ['kept after garbage collection, 10,000 rows', 'MB'],
      [`after ${(EVENTS / STEPS).toLocaleString('en')} events`, first.toFixed(2)],
      [`after ${EVENTS.toLocaleString('en')} events`, last.toFixed(2)],
    ]),
    verdicts: [atMost('growth over 200,000 events', last - first, 1, 'MB', 2)],
  };
}
