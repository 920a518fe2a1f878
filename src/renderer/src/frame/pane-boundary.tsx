import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FaultBoundary } from '../components/fault-boundary.tsx';
import { useActions } from '../store/app-store.ts';

/** One pane of the window, which may fail without the others. */
export function PaneBoundary({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const actions = useActions();
  return (
    <FaultBoundary
      fallback={(fault, retry) => (
        <EmptyState icon={TriangleAlert} title={t('app.fault.what')} words={t('app.fault.next')}>
          <Button look="main" onClick={retry}>
            {t('app.fault.retry')}
          </Button>
          <Button onClick={() => void actions.copy(fault.stack ?? fault.message)}>
            {t('app.copyDetails')}
          </Button>
        </EmptyState>
      )}
    >
      {children}
    </FaultBoundary>
  );
}
