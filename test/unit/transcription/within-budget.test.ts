import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withinBudget } from '../../../src/main/core/transcription/within-budget.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { orCancelled } from '../../support/scripted-engine.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;
const endless = (signal: AbortSignal): Promise<never> => orCancelled(signal, new Promise<never>(() => {}));

test('work that takes too long is stopped, and that is what it fails with', async () => {
  const work = vi.fn<typeof endless>(endless);
  const ended = withinBudget(60_000, never, work).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(work.mock.calls[0]?.[0].aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await ended).toMatchObject({ code: 'over-budget' });
});

test('a clock that jumps by hours, as after a sleep, uses nothing up', async () => {
  const answer = Promise.withResolvers<string>();
  const work = withinBudget(60_000, never, (signal) => orCancelled(signal, answer.promise));
  vi.setSystemTime(Date.now() + 8 * 3_600_000);
  await vi.advanceTimersByTimeAsync(50_000);
  answer.resolve('done');
  expect(await work).toBe('done');
});

test('who is cancelled in time is cancelled, not over budget', async () => {
  const stop = new AbortController();
  const work = withinBudget(60_000, stop.signal, endless);
  stop.abort();
  await expect(work).rejects.toMatchObject({ code: 'cancelled' });
});

test('a failure of the work itself stays what it is', async () => {
  const crash = new EarshotError('engine-crashed', 'Gone.');
  await expect(withinBudget(60_000, never, () => Promise.reject(crash))).rejects.toBe(crash);
});

test('nothing ticks on when the work is done', async () => {
  await withinBudget(60_000, never, async () => 'done');
  expect(vi.getTimerCount()).toBe(0);
});
