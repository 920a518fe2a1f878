import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

export type FollowPorts = {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly isLive: boolean;
  readonly isPlaying: boolean;
};

export type Follow = {
  /** What the text runs away with while the reader is elsewhere; null while it is followed, or nothing moves. */
  readonly lost: 'end' | 'sound' | null;
  readonly followsSound: boolean;
  readonly followsEnd: boolean;
  readonly followSound: () => void;
  readonly followEnd: () => void;
  /** The reader goes somewhere of their own: the text stays there. */
  readonly leave: () => void;
};

/** Nearer to the end than this is at the end. */
const AT_END_PX = 32;
/** What scrolls so soon after a hand was at it was moved by that hand. */
const HAND_MS = 600;
const READING_KEYS = new Set(['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown']);

/**
 * Keeps the live edge, or the spoken word, on the screen until the reader scrolls; then it leaves the text where it is.
 * Only a person's own wheel, finger, key or scroll bar counts as scrolling: text that grows moves things as well.
 */
export function useFollow({ scroller, isLive, isPlaying }: FollowPorts): Follow {
  const [followsEnd, setFollowsEnd] = useState(true);
  const [followsSound, setFollowsSound] = useState(true);
  const handAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const onHand = ({ timeStamp }: Event): void => {
      handAtMs.current = timeStamp;
      setFollowsSound(false);
    };
    const closing = new AbortController();
    const options = { signal: closing.signal, passive: true };
    element.addEventListener('wheel', onHand, options);
    element.addEventListener('touchmove', onHand, options);
    element.addEventListener('keydown', (event) => READING_KEYS.has(event.key) && onHand(event), options);
    // The scroll bar belongs to the scroller itself; what lies in it are its children.
    element.addEventListener('pointerdown', (event) => event.target === element && onHand(event), options);
    element.addEventListener(
      'scroll',
      ({ timeStamp }) => {
        const isByHand = timeStamp - handAtMs.current < HAND_MS;
        if (isByHand) handAtMs.current = timeStamp;
        if (endDistance(element) <= AT_END_PX) setFollowsEnd(true);
        else if (isByHand) setFollowsEnd(false);
      },
      options,
    );
    return () => closing.abort();
  }, [scroller]);

  const isHeard = isPlaying && followsSound;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || !isLive || !followsEnd || isHeard) return;
    // What a hand has just done is known only once it has scrolled: until then nothing is taken out of it.
    if (performance.now() - handAtMs.current < HAND_MS) return;
    if (endDistance(element) > 0) element.scrollTop = element.scrollHeight;
  });

  const lostWhileLive = isLive && !followsEnd && !isHeard ? 'end' : null;
  return {
    lost: isPlaying && !followsSound ? 'sound' : lostWhileLive,
    followsSound,
    followsEnd,
    followSound: () => setFollowsSound(true),
    followEnd: () => {
      handAtMs.current = Number.NEGATIVE_INFINITY;
      setFollowsEnd(true);
    },
    leave: () => {
      setFollowsSound(false);
      setFollowsEnd(false);
    },
  };
}

function endDistance({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number {
  return scrollHeight - clientHeight - scrollTop;
}
