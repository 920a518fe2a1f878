import { useTranslation } from 'react-i18next';
import { headingId, PARTS } from './section.tsx';

/** The way to a part of a long page, also for the keyboard: the focus goes along. */
export function PartLinks() {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('settings.parts')} className="-mx-2 flex flex-wrap gap-1">
      {PARTS.map((part) => (
        <button
          key={part}
          type="button"
          onClick={() => document.querySelector<HTMLElement>(`#${headingId(part)}`)?.focus()}
          className="rounded-control px-2 py-1 text-sm text-accent hover:bg-surface-hover"
        >
          {t(`settings.${part}.title`)}
        </button>
      ))}
    </nav>
  );
}
