import { CircleDashed } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ReviewMark } from '../../../../shared/transcript.ts';
import { Button } from '../../components/button.tsx';
import { useFormats } from '../../i18n/use-formats.ts';
import { useActions } from '../../store/app-store.ts';
import { READING_GRID, TIME_CELL } from './reading-grid.ts';

export type GapViewProps = {
  readonly uid: string;
  readonly mark: ReviewMark;
  readonly isCurrent: boolean;
  /** Only a text whose run is over can have its gaps tried again. */
  readonly canRetry: boolean;
  /** Null where there is no sound. */
  readonly play: ((mediaMs: number) => void) | null;
};

/** Where words are missing, told in its place. */
export function GapView({ uid, mark, isCurrent, canRetry, play }: GapViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { retry } = useActions();
  const until = formats.media(mark.endMs);
  const isEngines = mark.reason === 'not-transcribed';
  return (
    <div className={READING_GRID}>
      <span className={`${TIME_CELL} mb-1 @md:mb-0 @md:pt-2.5`}>{formats.media(mark.startMs)}</span>
      <div
        className={`col-span-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-panel border border-dashed px-3 py-2 text-sm @md:col-span-1 ${isCurrent ? 'border-warn' : 'border-line-strong'}`}
      >
        <CircleDashed aria-hidden="true" size={16} className="shrink-0 text-warn" />
        <p className="min-w-40 flex-1">
          {isEngines ? t('transcript.gap', { until }) : t('transcript.unheard', { until })}
        </p>
        <div className="flex gap-1">
          {play === null ? null : (
            <Button look="plain" size="small" onClick={() => play(mark.startMs)}>
              {t('transcript.listen')}
            </Button>
          )}
          {isEngines && canRetry ? (
            <Button look="plain" size="small" onClick={() => void retry([uid])}>
              {t('queue.action.retry')}
            </Button>
          ) : null}
        </div>
      </div>
    </div>
  );
}
