import { X } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import type { AppState } from '../../store/app-state.ts';
import { useActions, useApp, useAppContext } from '../../store/app-store.ts';
import { batchOffers } from './row-actions.ts';
import { useRowAction } from './use-row-action.ts';

/** What can be done with the chosen rows, when there are several. Each button acts on those to which it applies. */
export function BatchBar() {
  const isShown = useApp((state) => state.selection.size > 1);
  return isShown ? <ShownBatchBar /> : null;
}

function ShownBatchBar() {
  const { t } = useTranslation();
  const { store } = useAppContext();
  const { select } = useActions();
  const act = useRowAction();
  const selection = useApp((state) => state.selection);
  const cursorUid = useApp((state) => state.cursorUid);
  const states = useApp(statesKey);
  const lanes = useApp((state) => state.lanes);
  // Ten thousand may be chosen: they are gone through when a state has changed, not with every percent.
  const offers = useMemo(() => {
    const { jobs } = store.getState();
    return batchOffers([...selection].flatMap((uid) => jobs.get(uid) ?? []));
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [store, selection, states, lanes]);
  const total = selection.size;
  return (
    <div
      role="toolbar"
      aria-label={t('queue.batch.bar')}
      className="flex shrink-0 flex-wrap items-center justify-end gap-1 border-t border-line bg-surface-raised p-2"
    >
      <IconButton
        size="small"
        icon={X}
        label={t('queue.batch.clear')}
        onClick={() => select([], cursorUid)}
      />
      <span className="tabular mr-auto text-sm font-medium whitespace-nowrap">
        {t('queue.batch.chosen', { count: total })}
      </span>
      {offers.map(({ action, uids }) => (
        <Button
          key={action}
          size="small"
          aria-label={t('queue.batch.some', {
            action: t(`queue.action.${action}`),
            count: uids.length,
            total,
          })}
          onClick={() => act(action, uids)}
        >
          {t(`queue.action.${action}`)}{' '}
          {uids.length === total ? null : (
            <span className="tabular font-normal text-text-quiet">{uids.length}</span>
          )}
        </Button>
      ))}
    </div>
  );
}

/** Lanes tell of every other change of a state, but not of those among the jobs at work. */
function statesKey({ lanes, jobs }: AppState): string {
  return lanes.atWork.map((uid) => jobs.get(uid)?.status.state).join();
}
