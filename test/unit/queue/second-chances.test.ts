import { expect, test } from 'vitest';
import { EarshotError } from '../../../src/shared/errors.ts';
import { drivenClock } from '../../support/driven-clock.ts';
import { suiteFolder } from '../../support/suite-folder.ts';
import { TestQueue, type TestQueueScript } from '../../support/test-queue.ts';

const folder = suiteFolder();

test('what a full disk keeps waiting for minutes leaves no work behind but its own', async () => {
  const clock = drivenClock();
  let looks = 0;
  const script: TestQueueScript = {
    tools: () => Promise.reject(new EarshotError('ffmpeg-missing', 'Away.')),
    // Asked whenever something could be started.
    power: {
      get isOnMains() {
        looks += 1;
        return true;
      },
    },
  };
  const queue = await TestQueue.open(folder, script);
  await queue.call('queue.configure', { settings: { onlyOnMainsPower: true } });
  const uid = await queue.addOne();
  await queue.reached(uid, 'retry_wait');
  await queue.call('queue.pause', {});
  let isFull = true;
  queue.store.inside = ({ method }) => {
    if (isFull && method === 'steps') throw new EarshotError('disk-full', 'Full.');
  };
  await clock.pass(30_000);
  looks = 0;
  await clock.pass(10_000);
  const looksInTenSeconds = looks;
  await clock.pass(290_000);
  expect(await queue.state(uid)).toBe('retry_wait');
  looks = 0;
  isFull = false;
  await clock.until(async () => (await queue.state(uid)) === 'queued', 5_000);
  expect(looks).toBeLessThanOrEqual(looksInTenSeconds);
});

test('a drive that hangs holds up nobody whose time has come', async () => {
  const clock = drivenClock();
  const script: TestQueueScript = {
    engine: () => Promise.reject(new EarshotError('model-missing', 'Away.')),
    hasModel: () => new Promise(() => {}),
  };
  const queue = await TestQueue.open(folder, script);
  const blocked = await queue.addOne('blocked.wav');
  await queue.reached(blocked, 'blocked');
  script.tools = () => Promise.reject(new EarshotError('ffmpeg-missing', 'Away.'));
  script.engine = undefined;
  const late = await queue.addOne('late.wav');
  await queue.reached(late, 'retry_wait');
  script.tools = undefined;
  await clock.until(async () => (await queue.state(late)) === 'completed', 60_000);
  expect(await queue.state(blocked)).toBe('blocked');
});

test('a model whose check does not end keeps no queue from closing', async () => {
  const clock = drivenClock();
  let asked = false;
  const queue = await TestQueue.open(folder, {
    engine: () => Promise.reject(new EarshotError('model-missing', 'Away.')),
    hasModel: () => {
      asked = true;
      return new Promise(() => {});
    },
  });
  const uid = await queue.addOne();
  await queue.reached(uid, 'blocked');
  await clock.until(() => asked, 10_000);
  await queue.stop();
  const again = await TestQueue.open(folder, {}, { home: queue.home });
  await clock.until(async () => (await again.state(uid)) === 'completed', 20_000);
  expect(await again.texts(uid)).toHaveLength(3);
});
