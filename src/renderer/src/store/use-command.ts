import { useContext, useEffect } from 'react';
import { AppContext } from './app-store.ts';
import type { CommandListener, PageCommand } from './command-bus.ts';
import { useLatest } from './use-latest.ts';

/** Answers a command while the component is there; null: not now. */
export function useCommand(command: PageCommand, answer: CommandListener | null): void {
  const commands = useContext(AppContext)?.commands;
  const latest = useLatest(answer);
  const isAnswered = answer !== null;
  useEffect(
    () => (isAnswered ? commands?.answer(command, () => latest.current?.()) : undefined),
    [commands, command, isAnswered, latest],
  );
}
