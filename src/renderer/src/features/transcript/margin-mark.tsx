import { CircleHelp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ReviewMark } from '../../../../shared/transcript.ts';
import { Popover } from '../../components/popover.tsx';
import { useFormats } from '../../i18n/use-formats.ts';

export type MarginMarkProps = {
  readonly marks: readonly ReviewMark[];
  readonly tabIndex: number;
};

/** Beside a paragraph with doubtful spots: says why when somebody asks. */
export function MarginMark({ marks, tabIndex }: MarginMarkProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const name = t('transcript.spots', { count: marks.length });
  return (
    <Popover
      label={name}
      trigger={
        <button
          type="button"
          tabIndex={tabIndex}
          aria-label={name}
          className="inline-flex size-7 items-center justify-center rounded-control text-warn hover:bg-surface-sunken"
        >
          <CircleHelp aria-hidden="true" size={16} strokeWidth={1.75} />
        </button>
      }
    >
      <ul className="flex flex-col gap-3">
        {marks.map((mark) => (
          <li key={`${mark.startMs} ${mark.reason}`}>
            <p className="flex items-baseline gap-2 font-medium">
              <span className="tabular text-text-quiet">{formats.media(mark.startMs)}</span>
              {t(`transcript.reason.${mark.reason}`)}
            </p>
            <p className="mt-0.5 text-text-quiet">{mark.note}</p>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
