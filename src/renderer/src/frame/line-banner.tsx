import { CloudOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../store/app-store.ts';

/** Stands above everything while the queue cannot be reached; what was known stays readable below it. */
export function LineBanner() {
  const { t } = useTranslation();
  const isDown = useApp((state) => state.line === 'down');
  return (
    <div role="status">
      {isDown ? (
        <div className="flex items-center gap-2 border-b border-line bg-surface-raised px-4 py-2 text-sm">
          <CloudOff aria-hidden="true" size={16} className="shrink-0 text-warn" />
          <span>
            <strong className="font-medium">{t('app.unreachable.what')}</strong> {t('app.unreachable.next')}
          </span>
        </div>
      ) : null}
    </div>
  );
}
