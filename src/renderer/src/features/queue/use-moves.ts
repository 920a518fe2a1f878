import { useAppContext } from '../../store/app-store.ts';

export type Direction = 'up' | 'down';

/** Moving a job among those that wait; a place is told by the job that comes behind it. */
export function useMoves(): {
  /** Null where there is no place in this direction. */
  readonly byOne: (uid: string, direction: Direction) => (() => void) | null;
  /** To the side of another job that waits. */
  readonly beside: (uid: string, targetUid: string, side: 'before' | 'after') => void;
} {
  const { store, actions } = useAppContext();
  const moveBefore = (uid: string, behind: string | undefined): void =>
    void actions.move(uid, behind === undefined ? 'last' : { before: behind });
  return {
    byOne: (uid, direction) => {
      const { waiting } = store.getState().lanes;
      const at = waiting.indexOf(uid);
      const goal = direction === 'up' ? at - 1 : at + 1;
      if (at < 0 || goal < 0 || goal >= waiting.length) return null;
      return () => moveBefore(uid, waiting[direction === 'up' ? goal : goal + 1]);
    },
    beside: (uid, targetUid, side) => {
      const waiting = store.getState().lanes.waiting.filter((other) => other !== uid);
      const at = waiting.indexOf(targetUid);
      if (at >= 0) moveBefore(uid, waiting[side === 'before' ? at : at + 1]);
    },
  };
}
