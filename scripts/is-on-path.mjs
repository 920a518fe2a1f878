import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Looks along PATH without starting anything: a second run of a command must not pay for set-up. */
export function isOnPath(program) {
  const name = process.platform === 'win32' ? `${program}.exe` : program;
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && isProgram(join(folder, name)));
}

/** Whether a file is there that may be executed. A download that was cut off is not: installers mark a program last. */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // missing, or in a folder that we may not enter: no program for us either way
  }
}
