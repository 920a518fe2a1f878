import { resolve } from 'node:path';

export type Launch = {
  /** With the program itself as its first. */
  readonly argv: readonly string[];
  /** Whether Electron runs the app from its folder, which is then an argument as well. */
  readonly isDefaultApp: boolean;
  readonly folder: string;
};

/**
 * The recordings and folders that a command line names. What begins with `-` is a switch of Chromium or of a debugger;
 * whether a file is there and what it holds is found out by the queue.
 */
export function filesNamedIn({ argv, isDefaultApp, folder }: Launch): string[] {
  const words = argv.slice(1).filter((word) => word !== '' && !word.startsWith('-'));
  return words.slice(isDefaultApp ? 1 : 0).map((word) => resolve(folder, word));
}
