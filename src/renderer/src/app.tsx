import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './components/class-names.ts';
import { FloatPlace } from './components/float-place.ts';
import { DropZone } from './features/drop/drop-zone.tsx';
import { EmptyQueue } from './features/drop/empty-queue.tsx';
import { HealthView } from './features/health/health-view.tsx';
import { ModelsView } from './features/models/models-view.tsx';
import { OpenPlayer } from './features/player/open-player.tsx';
import { OpenSound } from './features/player/open-sound.tsx';
import { QueuePane } from './features/queue/queue-pane.tsx';
import { SettingsView } from './features/settings/settings-view.tsx';
import { ShortcutsView } from './features/shortcuts/shortcuts-view.tsx';
import { TranscriptPane } from './features/transcript/transcript-pane.tsx';
import { LineBanner } from './frame/line-banner.tsx';
import { Notices } from './frame/notices.tsx';
import { PageCommands } from './frame/page-commands.tsx';
import { PaneBoundary } from './frame/pane-boundary.tsx';
import { Splitter } from './frame/splitter.tsx';
import { TopBar } from './frame/top-bar.tsx';
import { useSplit } from './frame/use-split.ts';
import { useTheme } from './frame/use-theme.ts';
import type { View } from './store/app-state.ts';
import { useApp } from './store/app-store.ts';

/** The whole window: bar, queue on the left, text or another view on the right; one of them where there is little room. */
export function App() {
  useTheme();
  const [main, setMain] = useState<HTMLElement | null>(null);
  return (
    <FloatPlace value={main}>
      <OpenSound>
        <div className="flex h-full flex-col">
          <PageCommands />
          <TopBar />
          <LineBanner />
          <main ref={setMain} className="flex min-h-0 flex-1 flex-col">
            <Panes />
          </main>
          <Notices />
          <DropZone />
        </div>
      </OpenSound>
    </FloatPlace>
  );
}

function Panes() {
  const { t } = useTranslation();
  const view = useApp((state) => state.view);
  const isOpen = useApp((state) => state.openUid !== null);
  const isEmpty = useApp((state) => state.line !== 'connecting' && state.order.length === 0);
  const [widthPx, setWidthPx] = useSplit();
  if (isEmpty && view === 'queue') {
    return (
      <div className="min-h-0 flex-1">
        <EmptyQueue />
      </div>
    );
  }
  const isRightShown = view !== 'queue' || isOpen;
  return (
    <div className="flex min-h-0 flex-1" style={{ '--queue-width': `${widthPx}px` }}>
      <section
        aria-label={t('app.queue')}
        className={classNames(
          'min-h-0 w-full min-w-0 flex-col wide:flex wide:w-(--queue-width) wide:max-w-[60%] wide:shrink-0',
          isRightShown ? 'hidden' : 'flex',
        )}
      >
        <PaneBoundary>
          <QueuePane />
        </PaneBoundary>
      </section>
      <Splitter widthPx={widthPx} onChange={setWidthPx} />
      <div
        className={classNames('min-h-0 min-w-0 flex-1 flex-col wide:flex', isRightShown ? 'flex' : 'hidden')}
      >
        <div className="min-h-0 flex-1">
          <PaneBoundary key={view}>
            <RightPane view={view} />
          </PaneBoundary>
        </div>
        <OpenPlayer />
      </div>
    </div>
  );
}

// oxlint-disable-next-line consistent-return -- without a return at the end a new view does not compile
function RightPane({ view }: { readonly view: View }) {
  switch (view) {
    case 'queue':
      return <TranscriptPane />;
    case 'settings':
      return <SettingsView />;
    case 'models':
      return <ModelsView />;
    case 'health':
      return <HealthView />;
    case 'shortcuts':
      return <ShortcutsView />;
  }
}
