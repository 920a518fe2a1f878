import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Waits until the content of a file is on the disk. */
export function flushFile(path: string): void {
  flush(path, 'r+');
}

/** Gives a finished file its name, or replaces what has it: after a power cut there is the old file or the new one. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  flushFolder(dirname(to));
}

/** Beside a file that is being written; worth nothing when its program is gone. */
const UNFINISHED = '.tmp';

/** Writes a whole file from its pieces, or leaves the one before as it was. */
export function writeFileDurably(path: string, pieces: Iterable<string>): void {
  const temporary = `${path}${UNFINISHED}`;
  const file = openSync(temporary, 'w');
  try {
    for (const piece of pieces) writeFileSync(file, piece);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameDurably(temporary, path);
}

/** Removes a file and what a program that died has left of a new one. Neither need be there. */
export function removeWholly(path: string): void {
  for (const file of [path, `${path}${UNFINISHED}`]) rmSync(file, { force: true });
}

/** The names in a folder. Windows has no such call and does it by itself. */
function flushFolder(path: string): void {
  if (process.platform !== 'win32') flush(path, 'r');
}

function flush(path: string, flags: 'r' | 'r+'): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
