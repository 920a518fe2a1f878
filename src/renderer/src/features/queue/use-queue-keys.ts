import { type KeyboardEvent, type MouseEvent, useRef } from 'react';
import { isFinal } from '../../../../shared/job-state.ts';
import { LIST_KEYS } from '../../keys/bindings.ts';
import { boundTo } from '../../keys/chord.ts';
import { useAppContext } from '../../store/app-store.ts';
import { type Gesture, isGridMove, rowAfter, selectAt } from './selection.ts';
import { useMoves } from './use-moves.ts';

export type QueueGestures = {
  /** @returns whether the key was for the rows: keys of a row's menu come through here as well */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
  readonly onPoint: (uid: string, event: MouseEvent) => void;
  /** A row has the focus: by the Tab key, or because a screen reader went there. */
  readonly onFocus: (uid: string) => void;
};

/** Choosing rows and acting on them, by pointer and by keyboard. */
export function useQueueGestures(pageRows: () => number): QueueGestures {
  const { store, actions } = useAppContext();
  const { byOne } = useMoves();
  const anchorUid = useRef<string | null>(null);

  const choose = (uid: string, gesture: Gesture): void => {
    const { order, selection, cursorUid } = store.getState();
    anchorUid.current ??= cursorUid;
    const next = selectAt(uid, gesture, { order, selection, anchorUid: anchorUid.current });
    if (gesture !== 'range') anchorUid.current = uid;
    actions.select(next.uids, next.cursorUid);
  };

  /** What is chosen when the cursor is in it; the row of the cursor otherwise. */
  const meant = (): readonly string[] => {
    const { selection, cursorUid } = store.getState();
    if (cursorUid === null || selection.has(cursorUid)) return [...selection];
    return [cursorUid];
  };

  const takeAway = (): void => {
    const { jobs } = store.getState();
    const uids = meant();
    const isDone = (uid: string): boolean => isFinal(jobs.get(uid)?.status.state ?? 'completed');
    // What is still to be done is called off first: its row stays, with what there is of its text.
    void actions.cancel(uids.filter((uid) => !isDone(uid)));
    void actions.remove(uids.filter(isDone));
  };

  const onKey = (event: KeyboardEvent): boolean => {
    const { order, cursorUid } = store.getState();
    const { key } = event;
    const isControl = event.ctrlKey || event.metaKey;
    if (isGridMove(key) && !event.altKey) {
      const uid = rowAfter(key, { order, cursorUid, pageRows: pageRows() });
      if (uid === null) return false;
      if (isControl) actions.select([...store.getState().selection], uid);
      else choose(uid, event.shiftKey ? 'range' : 'only');
      return true;
    }
    const action = boundTo(LIST_KEYS, event);
    switch (action) {
      case 'all':
        actions.select(order, cursorUid ?? order[0] ?? null);
        return true;
      case 'remove':
        takeAway();
        return true;
      case 'none':
        if (store.getState().selection.size <= 1) return false;
        actions.select([], cursorUid);
        return true;
      case 'toggle':
      case 'open':
      case 'moveUp':
      case 'moveDown':
        return cursorUid !== null && onCursor(action, cursorUid);
      default:
        return false;
    }
  };
  const onCursor = (action: 'toggle' | 'open' | 'moveUp' | 'moveDown', uid: string): true => {
    if (action === 'toggle') choose(uid, 'toggle');
    else if (action === 'open') void actions.open(uid);
    else byOne(uid, action === 'moveUp' ? 'up' : 'down')?.();
    return true;
  };

  return {
    onKeyDown: (event) => {
      // Buttons within a row have keys of their own.
      if (!(event.target instanceof HTMLElement) || event.target.role !== 'row') return false;
      if (!onKey(event)) return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    onFocus: (uid) => {
      const { selection, cursorUid } = store.getState();
      if (cursorUid !== uid) actions.select([...selection], uid);
    },
    onPoint: (uid, event) => {
      if (event.shiftKey) choose(uid, 'range');
      else if (event.ctrlKey || event.metaKey) choose(uid, 'toggle');
      else {
        choose(uid, 'only');
        void actions.open(uid);
      }
    },
  };
}
