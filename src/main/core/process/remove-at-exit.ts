import { rmSync } from 'node:fs';

/**
 * Takes a file or folder away even when the program is ended at once, as a second Ctrl-C does; nothing helps against a kill.
 *
 * @returns takes this back
 */
export function removeAtExit(path: string): () => void {
  const remove = (): void => {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Nobody is left who could be told.
    }
  };
  process.once('exit', remove);
  return () => process.off('exit', remove);
}
