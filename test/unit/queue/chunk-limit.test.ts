import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../../src/main/core/storage/open-store.ts';
import { drivenClock } from '../../support/driven-clock.ts';
import { answerOf } from '../../support/staged-recording.ts';
import { suiteFolder } from '../../support/suite-folder.ts';
import { foldersIn, latch, TestQueue } from '../../support/test-queue.ts';

const folder = suiteFolder();

/** The folder of a queue that knows how fast the model is here with one thread. */
function homeThatKnows(realTimeFactor: number): string {
  const home = mkdtempSync(join(folder, 'home-'));
  const { data } = foldersIn(home);
  mkdirSync(data, { recursive: true });
  const { store } = openSqliteStore({ folder: data, now: Date.now });
  store.saveCalibration({ model: 'base', device: 'auto', threads: 1, realTimeFactor, samples: 5 });
  store.close();
  return home;
}

/** A recording whose first part takes two minutes to be heard. @returns what was written down about that */
async function slowPart(realTimeFactor: number): Promise<{ state: string; failures: number }> {
  const clock = drivenClock();
  const held = latch();
  const queue = await TestQueue.open(
    folder,
    {
      engine: () => ({
        answer: async (call) => {
          if (call.index === 0) await held.pass();
          return answerOf(call);
        },
      }),
    },
    { home: homeThatKnows(realTimeFactor) },
  );
  const uid = await queue.addOne();
  await held.arrived;
  await clock.pass(120_000);
  held.open();
  await clock.until(async () => (await queue.state(uid)) === 'completed', 60_000);
  const { entries } = await queue.call('jobs.history', { uid });
  return {
    state: await queue.state(uid),
    failures: entries.filter(({ code }) => code === 'over-budget').length,
  };
}

test('a part of four seconds is given up after a minute where the model is fast', async () => {
  expect(await slowPart(0.5)).toEqual({ state: 'completed', failures: 1 });
});

test('a part is not given up as long as it takes no more than is usual for a model that is slow here', async () => {
  expect(await slowPart(40)).toEqual({ state: 'completed', failures: 0 });
});
