import { useEffect } from 'react';
import { useAppContext } from '../store/app-store.ts';
import type { PageCommand } from '../store/command-bus.ts';
import { commandFor } from './page-keys.ts';

/** A key that is held goes on with these; anything else it would do and undo in turn. */
const REPEATING: ReadonlySet<PageCommand> = new Set(['seek-back', 'seek-forward', 'slower', 'faster']);

/** Keys that hold wherever the focus is. What has the focus comes first: it stops what it has answered. */
export function usePageKeys(): void {
  const { commands } = useAppContext();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const command = commandFor(event, isTyping(event.target));
      if (command === null) return;
      const isHeld = event.repeat && !REPEATING.has(command);
      if (isHeld || commands.run(command)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [commands]);
}

function isTyping(target: EventTarget | null): 'text' | 'control' | null {
  if (!(target instanceof HTMLElement)) return null;
  if (target.isContentEditable || target.matches('input, textarea, select')) return 'text';
  return target.closest('button, a, [role=menu], [role=switch], [role=slider], [role=separator]') === null
    ? null
    : 'control';
}
