import { Activity, Boxes, EllipsisVertical, Keyboard, Settings } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../components/icon-button.tsx';
import { Menu, type MenuItem } from '../components/menu.tsx';
import { AddButton } from '../features/drop/add-button.tsx';
import { QueueSummary } from '../features/queue/queue-summary.tsx';
import { EVERYWHERE_KEYS } from '../keys/bindings.ts';
import { useShortcut } from '../keys/use-key-words.ts';
import type { View } from '../store/app-state.ts';
import { useActions, useApp } from '../store/app-store.ts';

const VIEWS = [
  { view: 'models', icon: Boxes },
  { view: 'health', icon: Activity },
  { view: 'shortcuts', icon: Keyboard },
  { view: 'settings', icon: Settings },
] as const satisfies readonly { view: View; icon: typeof Settings }[];

/** 48 px: what can be added, the queue in one sentence, and the other views. */
export function TopBar() {
  const { t } = useTranslation();
  const { show } = useActions();
  const current = useApp((state) => state.view);
  const shortcuts = {
    models: {},
    health: {},
    shortcuts: { shortcut: useShortcut(EVERYWHERE_KEYS, 'shortcuts') },
    settings: { shortcut: useShortcut(EVERYWHERE_KEYS, 'settings') },
  };
  const items: MenuItem[] = VIEWS.map(({ view, icon }) => ({
    kind: 'item',
    id: view,
    words: t(`app.${view}`),
    icon,
    run: () => show(view),
  }));
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-surface px-3 wide:gap-4 wide:px-4">
      {/* Also where there is no room for it: a page without a heading has no beginning for who does not see it. */}
      <h1 className="sr-only text-base font-semibold tracking-tight wide:not-sr-only">{t('app.name')}</h1>
      <AddButton />
      <QueueSummary />
      <nav aria-label={t('app.more')} className="hidden items-center gap-0.5 wide:flex">
        {VIEWS.map(({ view, icon }) => (
          <IconButton
            key={view}
            icon={icon}
            label={t(`app.${view}`)}
            aria-pressed={current === view}
            onClick={() => show(current === view ? 'queue' : view)}
            {...shortcuts[view]}
          />
        ))}
      </nav>
      <Menu
        items={items}
        trigger={<IconButton icon={EllipsisVertical} label={t('app.more')} className="wide:hidden" />}
      />
    </header>
  );
}
