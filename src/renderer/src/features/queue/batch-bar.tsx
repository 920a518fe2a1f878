import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { useActions, useApp } from '../../store/app-store.ts';
import { mayDo, type RowAction } from './row-actions.ts';
import { useRowAction } from './use-row-action.ts';

const OFFERED = [
  'resume',
  'pause',
  'retry',
  'continue',
  'cancel',
  'remove',
] as const satisfies readonly RowAction[];

/** What can be done with the chosen rows, when there are several. Each button acts on those to which it applies. */
export function BatchBar() {
  const { t } = useTranslation();
  const { select } = useActions();
  const act = useRowAction();
  const selection = useApp((state) => state.selection);
  const jobs = useApp((state) => (state.selection.size > 1 ? state.jobs : null));
  const cursorUid = useApp((state) => state.cursorUid);
  if (jobs === null) return null;
  const chosen = [...selection].flatMap((uid) => jobs.get(uid) ?? []);
  const offers = OFFERED.map((action) => ({
    action,
    uids: chosen.filter((job) => mayDo(job, action)).map(({ uid }) => uid),
  })).filter(({ uids }) => uids.length > 0);
  return (
    <div
      role="toolbar"
      aria-label={t('queue.batch.bar')}
      className="flex shrink-0 flex-wrap items-center gap-1 border-t border-line bg-surface-raised p-2"
    >
      <IconButton
        size="small"
        icon={X}
        label={t('queue.batch.clear')}
        onClick={() => select([], cursorUid)}
      />
      <span className="tabular mr-auto text-sm font-medium">
        {t('queue.batch.chosen', { count: chosen.length })}
      </span>
      {offers.map(({ action, uids }) => (
        <Button
          key={action}
          look="plain"
          size="small"
          aria-label={t('queue.batch.some', {
            action: t(`queue.action.${action}`),
            count: uids.length,
            total: chosen.length,
          })}
          onClick={() => act(action, uids)}
        >
          {t(`queue.action.${action}`)}
          {uids.length === chosen.length ? null : (
            <span className="tabular font-normal text-text-quiet">{uids.length}</span>
          )}
        </Button>
      ))}
    </div>
  );
}
