import { useActions } from '../store/app-store.ts';
import { useCommand } from '../store/use-command.ts';
import { usePageKeys } from './use-page-keys.ts';

/** Answers the commands that belong to no feature alone. */
export function PageCommands() {
  const { show } = useActions();
  usePageKeys();
  useCommand('settings', () => show('settings'));
  useCommand('models', () => show('models'));
  useCommand('health', () => show('health'));
  useCommand('shortcuts', () => show('shortcuts'));
  return null;
}
