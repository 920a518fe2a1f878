import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The parts of the settings, in the order in which they stand there. */
export const PARTS = ['text', 'files', 'schedule', 'notifications', 'appearance', 'limits'] as const;
export type Part = (typeof PARTS)[number];

/** Of the heading, where whoever jumps to a part arrives. */
export function headingId(part: Part): string {
  return `settings-${part}`;
}

export type SectionProps = {
  readonly part: Part;
  readonly what?: string;
  readonly children: ReactNode;
};

/** Settings that belong together. */
export function Section({ part, what, children }: SectionProps) {
  const { t } = useTranslation();
  const id = headingId(part);
  return (
    <section aria-labelledby={id} className="mt-8">
      <h2 id={id} tabIndex={-1} className="scroll-mt-4 text-lg font-semibold outline-none">
        {t(`settings.${part}.title`)}
      </h2>
      {what === undefined ? null : <p className="mt-0.5 max-w-prose text-sm text-text-quiet">{what}</p>}
      <div className="@container mt-3 divide-y divide-line rounded-panel border border-line px-4 py-1">
        {children}
      </div>
    </section>
  );
}
