import { useEffect, useState, useSyncExternalStore } from 'react';
import { mediaAddress } from './media-address.ts';
import { Playback, type PlaybackState } from './playback.ts';
import { SPEEDS } from './speeds.ts';

const KEY = 'earshot.speed';

/** The sound of a recording, for as long as it is the one. Null until the page stands, and where there is none. */
export function usePlayback(uid: string | null): Playback | null {
  const [playback, setPlayback] = useState<Playback | null>(null);
  useEffect(() => {
    if (uid === null) return undefined;
    const made = new Playback(mediaAddress(uid, location.protocol), rememberedSpeed());
    const forget = made.onChange(() => localStorage.setItem(KEY, String(made.state.speed)));
    setPlayback(made);
    return () => {
      forget();
      made.close();
      setPlayback(null);
    };
  }, [uid]);
  return playback;
}

export function usePlaybackState(playback: Playback): PlaybackState {
  return useSyncExternalStore(
    (listener) => playback.onChange(listener),
    () => playback.state,
  );
}

/** What it does; `idle` where there is none. */
export function usePlaybackPhase(playback: Playback | null): PlaybackState['phase'] {
  return useSyncExternalStore(
    (listener) => playback?.onChange(listener) ?? (() => {}),
    () => playback?.state.phase ?? 'idle',
  );
}

/** The place in the recording in whole steps: digits that change more often than they are read cost for nothing. */
export function usePlace(playback: Playback, stepMs: number): number {
  return useSyncExternalStore(
    (listener) => playback.onTime(listener),
    () => Math.floor(playback.nowMs / stepMs) * stepMs,
  );
}

function rememberedSpeed(): number {
  const wanted = Number(localStorage.getItem(KEY));
  return SPEEDS.find((speed) => speed === wanted) ?? 1;
}
