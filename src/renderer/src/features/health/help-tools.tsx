import { ClipboardCopy, FolderOpen, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useActions, useApp } from '../../store/app-store.ts';

/** What somebody who helps will ask for. */
export function HelpTools() {
  const { t } = useTranslation();
  const { readDiagnostics, copy, reveal } = useActions();
  const isDesktop = useApp((state) => state.host?.kind === 'desktop');
  const [isReading, setIsReading] = useState(false);
  const copyDiagnostics = async (): Promise<void> => {
    setIsReading(true);
    const text = await readDiagnostics();
    setIsReading(false);
    if (text !== null) await copy(text);
  };
  return (
    <section aria-labelledby="health-help" className="mt-10">
      <h2 id="health-help" className="text-lg font-semibold">
        {t('health.help.title')}
      </h2>
      <p className="mt-0.5 max-w-prose text-sm text-text-quiet">{t('health.help.what')}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          disabled={isReading}
          icon={<ClipboardCopy aria-hidden="true" size={15} />}
          onClick={() => void copyDiagnostics()}
        >
          {t(isReading ? 'health.help.copying' : 'health.help.copy')}
        </Button>
        {isDesktop ? (
          <>
            <Button
              icon={<ScrollText aria-hidden="true" size={15} />}
              onClick={() => void reveal({ what: 'logs' })}
            >
              {t('health.help.logs')}
            </Button>
            <Button
              icon={<FolderOpen aria-hidden="true" size={15} />}
              onClick={() => void reveal({ what: 'data' })}
            >
              {t('health.help.data')}
            </Button>
          </>
        ) : null}
      </div>
    </section>
  );
}
