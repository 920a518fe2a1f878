export type Selected = { readonly uids: readonly string[]; readonly cursorUid: string };

export type Gesture = 'only' | 'toggle' | 'range';

/**
 * What is chosen after a click or a key on a row.
 *
 * @param anchorUid where a range begins
 */
export function selectAt(
  uid: string,
  gesture: Gesture,
  before: {
    readonly order: readonly string[];
    readonly selection: ReadonlySet<string>;
    readonly anchorUid: string | null;
  },
): Selected {
  const { order, selection, anchorUid } = before;
  if (gesture === 'toggle') {
    const next = new Set(selection);
    if (!next.delete(uid)) next.add(uid);
    return { uids: [...next], cursorUid: uid };
  }
  const from = anchorUid === null ? -1 : order.indexOf(anchorUid);
  if (gesture === 'only' || from < 0) return { uids: [uid], cursorUid: uid };
  const to = order.indexOf(uid);
  return { uids: order.slice(Math.min(from, to), Math.max(from, to) + 1), cursorUid: uid };
}

export type GridMove = 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown';

/** @returns the row that a key leads to; null when there are none */
export function rowAfter(
  key: GridMove,
  { order, cursorUid, pageRows }: { order: readonly string[]; cursorUid: string | null; pageRows: number },
): string | null {
  const at = cursorUid === null ? -1 : order.indexOf(cursorUid);
  const last = order.length - 1;
  const goal = {
    ArrowUp: at < 0 ? last : at - 1,
    ArrowDown: at + 1,
    Home: 0,
    End: last,
    PageUp: at - pageRows,
    PageDown: at + pageRows,
  }[key];
  return order[Math.min(Math.max(goal, 0), last)] ?? null;
}

export function isGridMove(key: string): key is GridMove {
  return ['ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'].includes(key);
}
