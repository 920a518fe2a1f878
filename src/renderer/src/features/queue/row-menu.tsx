import type { TFunction } from 'i18next';
import { Ellipsis } from 'lucide-react';
import type { JobView } from '../../../../shared/contract/job.ts';
import { BareIconButton } from '../../components/icon-button.tsx';
import { Menu } from '../../components/menu.tsx';
import { useApp, useAppContext } from '../../store/app-store.ts';
import { rowMenuItems } from './row-menu-items.ts';
import { useMoves } from './use-moves.ts';
import { useRowAction } from './use-row-action.ts';

export type RowMenuProps = {
  readonly job: JobView;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly tabIndex: number;
  readonly t: TFunction;
};

/** Everything that can be done about a job. Its parts are made when somebody opens it: rows come and go while scrolling. */
export function RowMenu({ job, isOpen, onOpenChange, tabIndex, t }: RowMenuProps) {
  const { actions, commands } = useAppContext();
  const act = useRowAction();
  const moves = useMoves();
  const isDesktop = useApp((state) => state.host?.kind === 'desktop');
  const button = (
    <BareIconButton
      size="small"
      icon={Ellipsis}
      label={t('queue.action.more', { title: job.title })}
      tabIndex={tabIndex}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      {...(isOpen ? {} : { onClick: () => onOpenChange(true) })}
    />
  );
  if (!isOpen) return button;
  const items = rowMenuItems(job, {
    t,
    actions,
    act,
    isDesktop,
    exportAll: (uid) => void actions.open(uid).then(() => commands.runSoon('export')),
    moveUp: moves.byOne(job.uid, 'up'),
    moveDown: moves.byOne(job.uid, 'down'),
  });
  return <Menu items={items} trigger={button} isOpen={isOpen} onOpenChange={onOpenChange} />;
}
