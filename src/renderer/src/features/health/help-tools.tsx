import { ChevronRight, ClipboardCopy, FolderOpen, ScrollText } from 'lucide-react';
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
  const [shown, setShown] = useState<string | null>(null);
  const read = async (): Promise<string | null> => {
    setIsReading(true);
    const text = await readDiagnostics();
    setIsReading(false);
    if (text !== null) setShown(text);
    return text;
  };
  const copyDiagnostics = async (): Promise<void> => {
    const text = await read();
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
      {/* Who sends something wants to know what; in a browser it is also the way to the log. */}
      <details
        className="group mt-3"
        onToggle={(event) => {
          if (event.currentTarget.open) void read();
        }}
      >
        <summary className="inline-flex cursor-default list-none items-center gap-1.5 rounded-control py-1 pr-2 text-sm text-text-quiet hover:text-text">
          <ChevronRight aria-hidden="true" size={14} className="transition-transform group-open:rotate-90" />
          {t('health.help.look')}
        </summary>
        {/* Scrolls: whoever uses the keyboard must be able to get into it. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre
          tabIndex={0}
          className="selectable mt-1.5 max-h-80 overflow-auto rounded-panel bg-surface-sunken p-3 font-mono text-xs break-words whitespace-pre-wrap"
        >
          {shown ?? (isReading ? t('health.help.copying') : '')}
        </pre>
      </details>
    </section>
  );
}
