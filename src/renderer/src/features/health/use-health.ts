import { useCallback, useEffect, useState } from 'react';
import type { HealthFinding } from '../../../../shared/contract/page.ts';
import { useActions } from '../../store/app-store.ts';

/** What is known of the installation: what was found last stays readable while it is looked at again. */
export type Health = {
  readonly phase: 'checking' | 'checked' | 'failed';
  readonly findings: readonly HealthFinding[];
};

/** Looks when the view is opened, and whenever it is asked to. */
export function useHealth(): { readonly health: Health; readonly check: () => void } {
  const { checkHealth } = useActions();
  const [health, setHealth] = useState<Health>({ phase: 'checking', findings: [] });
  const check = useCallback(() => {
    setHealth(({ findings }) => ({ phase: 'checking', findings }));
    void checkHealth().then((found) =>
      setHealth(({ findings }) =>
        found === null ? { phase: 'failed', findings } : { phase: 'checked', findings: found },
      ),
    );
  }, [checkHealth]);
  useEffect(check, [check]);
  return { health, check };
}
