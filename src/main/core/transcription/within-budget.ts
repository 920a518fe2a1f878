import { EarshotError } from '../../../shared/errors.ts';
import { StallWatch } from '../process/stall-watch.ts';

/**
 * Gives work so much wall time, counted in ticks as by {@link StallWatch}: a computer that slept meanwhile has used up a
 * tenth of the budget at most.
 *
 * @param budgetMs above zero and finite
 * @param work ends soon after its signal fires
 * @throws EarshotError `over-budget` when the time was not enough
 */
export async function withinBudget<T>(
  budgetMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const watch = new StallWatch(budgetMs, () => over.abort());
  try {
    return await work(AbortSignal.any([signal, over.signal]));
  } catch (error) {
    if (!over.signal.aborted || signal.aborted) throw error;
    const seconds = Math.round(budgetMs / 1000);
    const message = `The engine was not done with a part of the recording after ${seconds} seconds.`;
    throw new EarshotError('over-budget', message, { cause: error });
  } finally {
    watch.stop();
  }
}
