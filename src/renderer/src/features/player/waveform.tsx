import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/use-formats.ts';
import { KEY_STEP_MS, type Playback } from './playback.ts';
import { usePlace } from './use-playback.ts';
import { drawWaveform } from './waveform-drawing.ts';

const LARGE_STEP_MS = 60_000;

export type WaveformProps = {
  readonly playback: Playback;
  readonly durationMs: number;
  readonly peaks: readonly number[] | null;
};

/** The recording from its start to its end: shows where it plays, and plays where somebody points. */
export function Waveform({ playback, durationMs, peaks }: WaveformProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const place = useRef<HTMLDivElement>(null);
  const nowMs = Math.min(usePlace(playback, 1000), durationMs);
  useEffect(() => {
    if (place.current === null) return undefined;
    return drawWaveform(place.current, { peaks, durationMs, audio: playback.audio });
  }, [playback, durationMs, peaks]);

  const seekTo = (event: PointerEvent): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = width === 0 ? 0 : (event.clientX - left) / width;
    playback.seek(Math.min(Math.max(share, 0), 1) * durationMs);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = keyTarget(event.key, playback.nowMs, durationMs);
    if (target === null) return;
    event.preventDefault();
    playback.seek(Math.min(Math.max(target, 0), durationMs));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t('player.place')}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1000)}
      aria-valuenow={Math.round(nowMs / 1000)}
      aria-valuetext={t('player.placeOf', {
        at: formats.media(nowMs),
        length: formats.media(durationMs),
      })}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
      className="h-9 min-w-0 touch-none rounded-control [--wave-played:var(--accent)] [--wave:var(--line-strong)]"
    >
      <div ref={place} className="pointer-events-none" />
    </div>
  );
}

function keyTarget(key: string, nowMs: number, durationMs: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return nowMs + KEY_STEP_MS;
    case 'ArrowLeft':
    case 'ArrowDown':
      return nowMs - KEY_STEP_MS;
    case 'PageUp':
      return nowMs + LARGE_STEP_MS;
    case 'PageDown':
      return nowMs - LARGE_STEP_MS;
    case 'Home':
      return 0;
    case 'End':
      return durationMs;
    default:
      return null;
  }
}
