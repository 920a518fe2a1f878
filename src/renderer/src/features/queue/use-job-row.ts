import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../shared/contract/job.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { useApp } from '../../store/app-store.ts';
import type { RowFacts, WordsPorts } from './job-words.ts';
import { readyInMs } from './outlook.ts';

/** Everything a row says beside the job itself. */
export function useRowFacts(job: JobView, place: number | null): RowFacts {
  const ready = useApp((state) =>
    place === null || !isGoing(state.status) ? null : readyInMs(state, place),
  );
  const retryAtMs = useApp((state) => state.retryAtMs.get(job.uid) ?? null);
  const isSlower = useApp((state) => state.slower.has(job.uid));
  const nowMs = useSeconds(retryAtMs !== null);
  return {
    place,
    readyInMs: ready,
    retryInMs: retryAtMs === null ? null : Math.max(0, retryAtMs - nowMs),
    isSlower,
    elapsedMs: nowMs - (job.startedAtMs ?? nowMs),
  };
}

export function useWords(): WordsPorts {
  const { t } = useTranslation();
  return { t, formats: useFormats() };
}

/** While nothing is started, nobody knows when something will be ready. */
function isGoing(status: { readonly holds: readonly unknown[] } | null): boolean {
  return status === null || status.holds.length === 0;
}

/** The time now; counts the seconds where somebody looks at them. */
function useSeconds(isCounting: boolean): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!isCounting) return undefined;
    const timer = window.setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => window.clearInterval(timer);
  }, [isCounting]);
  return Date.now();
}
