import { describe, expect, test } from 'vitest';
import { EarshotError } from '../../../src/shared/errors.ts';
import type { Device } from '../../../src/shared/job-options.ts';
import { answerOf } from '../../support/staged-recording.ts';
import { suiteFolder } from '../../support/suite-folder.ts';
import { TestQueue } from '../../support/test-queue.ts';

const folder = suiteFolder();

async function noticesOf(device: Device, backend: string): Promise<readonly string[]> {
  const queue = await TestQueue.open(folder, { engine: () => ({ backend, answer: answerOf }) });
  const uid = await queue.addOne('talk.wav', { device });
  return (await queue.reached(uid, 'completed')).notices;
}

describe('a recording that is done on the processor', () => {
  test('although the graphics processor was asked for says so', async () => {
    expect(await noticesOf('gpu', 'CPU')).toEqual([
      'The graphics processor has failed since Earshot was started; this is done on the processor.',
    ]);
  });

  test.each(['auto', 'cpu'] as const)('as "%s" allows needs no word', async (device) => {
    expect(await noticesOf(device, 'CPU')).toEqual([]);
  });

  test('because the graphics processor failed under it says that, and says it once', async () => {
    const crash = new EarshotError('engine-crashed', 'The engine is gone.');
    const queue = await TestQueue.open(folder, {
      engine: () => ({
        backend: 'CPU',
        ready: async () => queue.seen.restarts[0]?.(crash, true),
        answer: answerOf,
      }),
    });
    const uid = await queue.addOne('talk.wav', { device: 'gpu' });
    expect((await queue.reached(uid, 'completed')).notices).toEqual([
      'The engine is gone. It is started again on the processor, and the part is tried once more.',
    ]);
  });
});
