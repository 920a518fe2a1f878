import { ChevronDown, ChevronUp, CircleHelp, Play, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { useFormats } from '../../i18n/use-formats.ts';
import { SPOT_KEYS } from '../../keys/bindings.ts';
import { boundTo } from '../../keys/chord.ts';
import { useShortcut } from '../../keys/use-key-words.ts';
import type { Spot } from './text-items.ts';

export type SpotsBarProps = {
  readonly spots: readonly Spot[];
  readonly at: number;
  readonly onStep: (by: 1 | -1) => void;
  readonly play: ((mediaMs: number) => void) | null;
  readonly onClose: () => void;
};

/** Leads through the doubtful spots, one after the other: where, why, and how it sounds. */
export function SpotsBar({ spots, at, onStep, play, onClose }: SpotsBarProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const shortcut = useShortcut(SPOT_KEYS, 'closeSpots');
  const bar = useRef<HTMLElement>(null);
  useEffect(() => bar.current?.focus(), []);
  const mark = spots[at]?.mark;
  if (mark === undefined) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const action = boundTo(SPOT_KEYS, event);
    if (action === null) return;
    if (action === 'closeSpots') onClose();
    else onStep(action === 'nextSpot' ? 1 : -1);
    event.preventDefault();
  };
  return (
    // The arrow keys lead from spot to spot, wherever in the bar the focus is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      ref={bar}
      tabIndex={-1}
      aria-label={t('transcript.spots', { count: spots.length })}
      onKeyDown={onKeyDown}
      className="flex shrink-0 items-start gap-1 border-b border-line bg-surface px-3 py-1.5 text-sm outline-none wide:px-4"
    >
      <CircleHelp aria-hidden="true" size={16} className="mt-1.5 mr-1 shrink-0 text-warn" />
      <p role="status" className="min-w-0 flex-1 py-1.5">
        <span className="tabular mr-2 text-text-quiet">
          {t('transcript.spotOf', { at: at + 1, count: spots.length })} · {formats.media(mark.startMs)}
        </span>
        <span className="font-medium">{t(`transcript.reason.${mark.reason}`)}</span>{' '}
        <span className="text-text-quiet">{mark.note}</span>
      </p>
      {play === null ? null : (
        <Button
          look="plain"
          size="small"
          className="max-wide:px-2"
          icon={<Play aria-hidden="true" size={13} />}
          onClick={() => play(mark.startMs)}
        >
          <span className="max-wide:sr-only">{t('transcript.listen')}</span>
        </Button>
      )}
      <IconButton
        size="small"
        icon={ChevronUp}
        label={t('transcript.previousSpot')}
        onClick={() => onStep(-1)}
      />
      <IconButton
        size="small"
        icon={ChevronDown}
        label={t('transcript.nextSpot')}
        onClick={() => onStep(1)}
      />
      <IconButton
        size="small"
        icon={X}
        label={t('transcript.closeSpots')}
        shortcut={shortcut}
        onClick={onClose}
      />
    </section>
  );
}
