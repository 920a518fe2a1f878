import { join } from 'node:path';

/** What the environment of a program needs so that all its files lie in one folder, the temporary ones too. */
export function homeEnvironment(home: string): Readonly<Record<string, string>> {
  return { EARSHOT_HOME: home, TMPDIR: home, XDG_RUNTIME_DIR: '' };
}

/** Where a program with that environment keeps its queue. */
export function dataFolderOf(home: string): string {
  return join(home, 'data');
}
