import { useEffect } from 'react';
import { useLatest } from '../../store/use-latest.ts';

const KEY = 'earshot.place.';

export type ReadingPlacePorts = {
  readonly uid: string;
  /** Start of the paragraph at the upper edge; null at the start of the text, and while the live edge is followed. */
  readonly atMs: number | null;
  /** Null where the text goes somewhere by itself. */
  readonly goTo: ((mediaMs: number) => void) | null;
};

/** Whoever was at the settings, or in another text, finds the place again at which they were reading. */
export function useReadingPlace(ports: ReadingPlacePorts): void {
  const { uid } = ports;
  const latest = useLatest(ports);
  useEffect(() => {
    const kept = sessionStorage.getItem(KEY + uid);
    if (kept !== null) latest.current.goTo?.(Number(kept));
    return () => {
      const { atMs } = latest.current;
      if (atMs === null) sessionStorage.removeItem(KEY + uid);
      else sessionStorage.setItem(KEY + uid, String(atMs));
    };
  }, [uid, latest]);
}
