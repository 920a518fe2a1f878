import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { EXPORT_FORMATS, type ExportFormat } from '../../../../shared/job-options.ts';
import type { RuleProps } from './files-section.tsx';
import { useSaving } from './save-context.ts';

export function FormatsField({ rule: { formats } }: RuleProps) {
  const { t } = useTranslation();
  const { prefer } = useSaving();
  const id = useId();
  const toggle = (format: ExportFormat): void => {
    const isWritten = (one: ExportFormat): boolean => formats.includes(one) !== (one === format);
    void prefer({ exports: { formats: EXPORT_FORMATS.filter(isWritten) } });
  };
  return (
    <div role="group" aria-labelledby={id} className="py-2.5">
      <p id={id} className="font-medium">
        {t('settings.files.formats')}
      </p>
      <ul className="mt-2 grid gap-x-4 gap-y-1 @sm:grid-cols-2 @2xl:grid-cols-3">
        {EXPORT_FORMATS.map((format) => (
          <li key={format}>
            <label className="flex items-center gap-2 py-1">
              <input
                type="checkbox"
                checked={formats.includes(format)}
                onChange={() => toggle(format)}
                className="size-4 shrink-0 accent-accent"
              />
              <span>
                {t(`exporting.name.${format}`)}{' '}
                <span className="text-text-quiet">{t(`exporting.ending.${format}`)}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {formats.length === 0 ? (
        <p className="mt-1 text-sm text-text-quiet">{t('settings.files.noFormats')}</p>
      ) : null}
    </div>
  );
}
