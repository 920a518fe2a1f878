import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EarshotError } from '../../../shared/errors.ts';

/** Places where a test may let the program die, named `<what is being done>.<where>`. */
export const FAILPOINTS = [
  'write.before-begin',
  'write.before-commit',
  'write.after-commit',
  'chunk.after-segments',
  'recovery.before-counters',
  'migration.before-version',
  'backup.before-check',
  'backup.before-rename',
  'restore.before-ready',
  'restore.before-swap',
  'restore.half-swapped',
] as const;

export type FailpointName = (typeof FAILPOINTS)[number];

export type ArmedFailpoint = { readonly name: FailpointName; readonly atPass: number };

/**
 * @param setting `<name>` or `<name>:<n>` for the n-th time that the place is passed
 * @throws EarshotError `invalid-argument` for any other setting: a test that kills nobody must not look like one that passed
 */
export function parseFailpoint(setting: string | undefined): ArmedFailpoint | null {
  if (setting === undefined || setting === '') return null;
  const [wanted, pass = '1', ...rest] = setting.split(':');
  const name = FAILPOINTS.find((known) => known === wanted);
  const atPass = Number(pass);
  if (name === undefined || rest.length > 0 || !Number.isInteger(atPass) || atPass < 1) {
    throw new EarshotError('invalid-argument', `EARSHOT_FAILPOINT=${setting} names no failpoint.`, {
      hint: `Take it out of the environment, or name one of ${FAILPOINTS.join(', ')}.`,
    });
  }
  return { name, atPass };
}

/**
 * Whether a program lies in a clone of the project, be it built or run from its sources. Only there do failpoints work: tests
 * kill the very program that people build, without a build of its own, and in an installed one, which comes without sources,
 * no stray variable can lose anybody's work.
 *
 * @param moduleFolder where the running module lies, somewhere below the folder with the project's `package.json`
 */
export function isCheckout(moduleFolder: string): boolean {
  const parent = dirname(moduleFolder);
  if (isProject(moduleFolder)) {
    return existsSync(join(moduleFolder, 'src', 'main', 'core', 'process', 'failpoint.ts'));
  }
  return parent !== moduleFolder && isCheckout(parent);
}

/** A `package.json` without a name only marks what kind of JavaScript lies beside it. */
function isProject(folder: string): boolean {
  try {
    return /"name"\s*:/.test(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return false;
  }
}

let armed: ArmedFailpoint | null | undefined;
let passes = 0;

/**
 * Kills the program here if `EARSHOT_FAILPOINT` says so: as hard as a power cut, no handler runs.
 *
 * @throws EarshotError `invalid-argument` when it names no failpoint
 */
export function failpoint(name: FailpointName): void {
  // Not when the module is loaded: an error there has nobody who could tell it.
  if (armed === undefined) armed = arm(process.env['EARSHOT_FAILPOINT']);
  if (armed?.name !== name) return;
  passes += 1;
  if (passes === armed.atPass) process.kill(process.pid, 'SIGKILL');
}

function arm(setting: string | undefined): ArmedFailpoint | null {
  if (setting === undefined || setting === '') return null;
  return isCheckout(import.meta.dirname) ? parseFailpoint(setting) : null;
}
