import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type RefObject, useEffect, useState } from 'react';
import { useMoves } from './use-moves.ts';

export type DropSide = 'before' | 'after';

const KIND = 'waiting-job';

/**
 * Lets a row that waits be dragged to another place in the line.
 *
 * @returns the side on which what is held over this row would be put; null when nothing is
 */
export function useRowDrag(
  row: RefObject<HTMLElement | null>,
  uid: string,
  isWaiting: boolean,
): { readonly side: DropSide | null; readonly isDragged: boolean } {
  const { beside } = useMoves();
  const [side, setSide] = useState<DropSide | null>(null);
  const [isDragged, setIsDragged] = useState(false);
  useEffect(() => {
    const element = row.current;
    if (element === null || !isWaiting) return undefined;
    return combine(
      draggable({
        element,
        getInitialData: () => ({ kind: KIND, uid }),
        onDragStart: () => setIsDragged(true),
        onDrop: () => setIsDragged(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data['kind'] === KIND && source.data['uid'] !== uid,
        onDrag: ({ location }) => setSide(sideOf(element, location.current.input.clientY)),
        onDragLeave: () => setSide(null),
        onDrop: ({ source, location }) => {
          setSide(null);
          const dragged = source.data['uid'];
          if (typeof dragged === 'string')
            beside(dragged, uid, sideOf(element, location.current.input.clientY));
        },
      }),
    );
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [uid, isWaiting]);
  return { side, isDragged };
}

function sideOf(element: HTMLElement, clientY: number): DropSide {
  const { top, height } = element.getBoundingClientRect();
  return clientY < top + height / 2 ? 'before' : 'after';
}
