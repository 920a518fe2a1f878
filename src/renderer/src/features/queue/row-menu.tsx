import type { TFunction } from 'i18next';
import { Ellipsis } from 'lucide-react';
import { type ReactElement, useEffect, useRef } from 'react';
import type { JobView } from '../../../../shared/contract/job.ts';
import { BareIconButton } from '../../components/icon-button.tsx';
import { Menu } from '../../components/menu.tsx';
import { LIST_KEYS } from '../../keys/bindings.ts';
import { useShortcut } from '../../keys/use-key-words.ts';
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
export function RowMenu(props: RowMenuProps) {
  const { job, isOpen, onOpenChange, tabIndex, t } = props;
  const element = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    // The button of an open menu is another element and goes with it: the focus would fall back to the page.
    if (wasOpen.current && !isOpen && document.activeElement === document.body)
      element.current?.closest<HTMLElement>('[role=row]')?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);
  const button = (
    <BareIconButton
      ref={element}
      size="small"
      icon={Ellipsis}
      label={t('queue.action.more', { title: job.title })}
      tabIndex={tabIndex}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      {...(isOpen ? {} : { onClick: () => onOpenChange(true) })}
    />
  );
  return isOpen ? <OpenRowMenu {...props} trigger={button} /> : button;
}

function OpenRowMenu(props: RowMenuProps & { readonly trigger: ReactElement }) {
  const { job, isOpen, onOpenChange, t, trigger } = props;
  const { actions, commands } = useAppContext();
  const act = useRowAction();
  const moves = useMoves();
  const isDesktop = useApp((state) => state.host?.kind === 'desktop');
  const shortcuts = {
    open: useShortcut(LIST_KEYS, 'open'),
    moveUp: useShortcut(LIST_KEYS, 'moveUp'),
    moveDown: useShortcut(LIST_KEYS, 'moveDown'),
    remove: useShortcut(LIST_KEYS, 'remove'),
  };
  const items = rowMenuItems(job, {
    t,
    actions,
    act,
    isDesktop,
    shortcuts,
    exportAll: (uid) => void actions.open(uid).then(() => commands.runSoon('export')),
    moveUp: moves.byOne(job.uid, 'up'),
    moveDown: moves.byOne(job.uid, 'down'),
  });
  return <Menu items={items} trigger={trigger} isOpen={isOpen} onOpenChange={onOpenChange} />;
}
