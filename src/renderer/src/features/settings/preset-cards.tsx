import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { QUALITIES, type Quality } from '../../../../shared/job-options.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { useApp } from '../../store/app-store.ts';
import { hourTakesMs, speedOf } from '../models/model-facts.ts';
import { useSaving } from './save-context.ts';
import type { JobProps } from './transcription-section.tsx';

const WHAT = { fast: 'whatFast', balanced: 'whatBalanced', accurate: 'whatAccurate' } as const;

/** The three qualities side by side: what each means, and what it costs on this computer. */
export function PresetCards({ job }: JobProps) {
  const { t } = useTranslation();
  const group = useId();
  return (
    <div
      role="radiogroup"
      aria-label={t('settings.preset.label')}
      className="grid gap-2 py-3 @xl:grid-cols-3"
    >
      {QUALITIES.map((quality) => (
        <PresetCard key={quality} group={group} quality={quality} job={job} />
      ))}
    </div>
  );
}

type PresetCardProps = JobProps & { readonly group: string; readonly quality: Quality };

function PresetCard({ group, quality, job }: PresetCardProps) {
  const { t } = useTranslation();
  const { prefer } = useSaving();
  const id = useId();
  const time = useTimeWords(quality, job);
  return (
    <label className="block rounded-control border border-line-strong/60 p-3 transition-colors hover:bg-surface-hover has-checked:border-accent has-checked:bg-accent-quiet has-checked:ring-1 has-checked:ring-accent has-disabled:opacity-50">
      <span className="flex items-center gap-2">
        <input
          type="radio"
          name={group}
          value={quality}
          checked={job.quality === quality}
          onChange={() => void prefer({ job: { quality } })}
          aria-labelledby={`${id}name`}
          aria-describedby={`${id}what`}
          className="size-4 shrink-0 accent-accent"
        />
        <span id={`${id}name`} className="font-medium">
          {t(`queue.quality.${quality}`)}
        </span>
      </span>
      <span id={`${id}what`} className="mt-1.5 block text-sm text-text-quiet">
        {t(`settings.preset.${WHAT[quality]}`)}
        {time === null ? null : <span className="mt-1 block text-text"> {time}</span>}
      </span>
    </label>
  );
}

/** What was measured is the usual quality; a single pass is no slower, so much is certain. */
function useTimeWords(quality: Quality, { model, device }: JobProps['job']): string | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const speed = useApp((state) => speedOf(state.speeds, model, device));
  if (speed === null) {
    if (quality === 'accurate') return t('settings.preset.twice');
    return quality === 'balanced' ? t('settings.preset.notMeasured') : null;
  }
  const hourMs = hourTakesMs(speed, quality);
  return quality === 'fast'
    ? t('settings.preset.hourFast', { time: formats.span(hourMs) })
    : t('settings.preset.hour', { time: formats.about(hourMs) });
}
