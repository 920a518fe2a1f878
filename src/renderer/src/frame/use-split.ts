import { useState } from 'react';

const KEY = 'earshot.split';
export const LEAST_QUEUE_PX = 300;
export const MOST_QUEUE_PX = 640;
const USUAL_QUEUE_PX = 400;

/** Width of the queue in pixels, remembered by this browser: another window on another screen has another one. */
export function useSplit(): readonly [number, (widthPx: number) => void] {
  const [widthPx, setWidthPx] = useState(() => within(Number(localStorage.getItem(KEY) ?? USUAL_QUEUE_PX)));
  const change = (wantedPx: number): void => {
    const next = within(wantedPx);
    setWidthPx(next);
    localStorage.setItem(KEY, String(next));
  };
  return [widthPx, change];
}

function within(widthPx: number): number {
  const whole = Math.round(widthPx);
  return Number.isFinite(whole) ? Math.min(Math.max(whole, LEAST_QUEUE_PX), MOST_QUEUE_PX) : USUAL_QUEUE_PX;
}
