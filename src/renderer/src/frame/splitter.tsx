import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { LEAST_QUEUE_PX, MOST_QUEUE_PX } from './use-split.ts';

const STEP_PX = 24;

export type SplitterProps = {
  readonly widthPx: number;
  readonly onChange: (widthPx: number) => void;
};

/** Between queue and text: dragged, or moved with the arrow keys. */
export function Splitter({ widthPx, onChange }: SplitterProps) {
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(widthPx + step);
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onChange(event.clientX);
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('app.resize')}
      aria-valuenow={widthPx}
      aria-valuemin={LEAST_QUEUE_PX}
      aria-valuemax={MOST_QUEUE_PX}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      className="relative z-10 -mx-1 hidden w-2 shrink-0 cursor-col-resize touch-none after:absolute after:inset-y-0 after:left-1/2 after:w-px after:bg-line hover:after:w-0.5 hover:after:bg-accent wide:block"
    />
  );
}
