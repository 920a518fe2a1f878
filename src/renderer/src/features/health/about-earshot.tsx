import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../store/app-store.ts';

/** The version, and the licences of everything that is bundled, whole. */
export function AboutEarshot() {
  const { t } = useTranslation();
  const host = useApp((state) => state.host);
  if (host === null) return null;
  const { version, licences } = host;
  return (
    <section aria-labelledby="health-about" className="mt-10 pb-16">
      <h2 id="health-about" className="text-lg font-semibold">
        {t('health.about.title')}
      </h2>
      <p className="selectable mt-0.5 text-sm text-text-quiet">{t('health.about.version', { version })}</p>
      {licences.length === 0 ? null : (
        <>
          <p className="mt-3 text-sm text-text-quiet">{t('health.about.licences')}</p>
          <ul className="mt-2 max-h-96 divide-y divide-line overflow-y-auto rounded-panel border border-line px-2">
            {licences.map(({ name, licence, text }) => (
              <li key={name}>
                <details className="group py-1">
                  <summary className="flex cursor-default list-none items-center gap-2 rounded-control px-2 py-1.5 hover:bg-surface-hover">
                    <ChevronRight
                      aria-hidden="true"
                      size={14}
                      className="shrink-0 text-text-quiet transition-transform group-open:rotate-90"
                    />
                    <span className="min-w-0 flex-1">{name}</span>
                    <span className="text-sm text-text-quiet">{licence}</span>
                  </summary>
                  <pre className="selectable px-2 pt-1 pb-3 font-mono text-xs break-words whitespace-pre-wrap text-text-quiet">
                    {text === '' ? t('health.about.noText', { licence }) : text}
                  </pre>
                </details>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
