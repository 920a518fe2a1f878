import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../shared/contract/job.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { READING_GRID, TIME_CELL } from './reading-grid.ts';

export type EndViewProps = { readonly job: JobView; readonly isLive: boolean };

/** Where the text stops: the next words stand here while it runs; otherwise it says that the recording goes on. */
export function EndView({ job, isLive }: EndViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { doneMs, durationMs } = job.progress;
  const at = formats.media(doneMs);
  return (
    <div className={READING_GRID}>
      <span className={`${TIME_CELL} @md:pt-0.5`}>{at}</span>
      {isLive ? (
        <span
          data-fill
          aria-hidden="true"
          className="live-edge mt-1 block h-[calc(1.125*var(--reading-size))] w-2 rounded-[2px] bg-accent"
        />
      ) : (
        <p className="pt-0.5 text-sm text-text-quiet">
          {durationMs === null
            ? t('transcript.endsHere')
            : t('transcript.endsBefore', { length: formats.media(durationMs) })}
        </p>
      )}
    </div>
  );
}
