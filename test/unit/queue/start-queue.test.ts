import { expect, test, vi } from 'vitest';
import { EarshotError } from '../../../src/shared/errors.ts';
import { drivenClock } from '../../support/driven-clock.ts';
import { suiteFolder } from '../../support/suite-folder.ts';
import { TestQueue } from '../../support/test-queue.ts';

const folder = suiteFolder();

test.each(['jobs', 'owedExports', 'owedSidecars'] as const)(
  'a queue that cannot be opened because "%s" is not answered leaves nothing behind that goes on',
  async (unanswered) => {
    drivenClock();
    const damaged = new EarshotError('database-damaged', 'It is damaged.');
    const inside = ({ method }: { readonly method: string }): void => {
      if (method === unanswered) throw damaged;
    };
    await expect(TestQueue.open(folder, {}, { store: { inside } })).rejects.toBe(damaged);
    expect(vi.getTimerCount()).toBe(0);
  },
);
