import type { ModelView } from '../../../../shared/contract/methods.ts';

/** The best of the models at hand that need less than the one that was too much; null when it was the smallest. */
export function smallerModel(models: readonly ModelView[], than: string): ModelView | null {
  const used = models.find(({ id }) => id === than);
  if (used === undefined) return null;
  const smaller = models.filter(
    ({ kind, state, sizeBytes }) => kind === used.kind && state === 'present' && sizeBytes < used.sizeBytes,
  );
  return smaller.toSorted((a, b) => b.sizeBytes - a.sizeBytes)[0] ?? null;
}
