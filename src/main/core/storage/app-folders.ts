import { chmod, lstat, mkdir } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import envPaths from 'env-paths';
import { EarshotError, type ErrorDetails, isDiskFull } from '../../../shared/errors.ts';

/** Where Earshot keeps its things. All paths are absolute. */
export type AppFolders = {
  /** What must not be lost; the others of its kind lie inside. */
  readonly data: string;
  /** What can be made again at any time. */
  readonly cache: string;
  readonly logs: string;
  /**
   * Decoded sound; empty while nothing runs. Not in the system's folder for temporary files: there everybody may make
   * things, also under the names that we are about to use.
   */
  readonly temp: string;
  /** Models that the person has added. */
  readonly models: string;
  /** Copies of recordings whose source will go away. */
  readonly copies: string;
  /** What pages have sent and the queue has not taken over yet; on the disk of the copies, so that taking over is a rename. */
  readonly uploads: string;
  /** What was made of recordings and is too large for the database: copies to be played. */
  readonly artefacts: string;
  /** The text of each finished job as a file of its own, should the database ever be lost. */
  readonly transcripts: string;
  /** Copies of the database. */
  readonly backups: string;
};

type Bases = Pick<AppFolders, 'data' | 'cache' | 'logs'>;

/**
 * The folders of this person on this computer, as the system wants them: `EARSHOT_HOME` puts all of them below one folder.
 *
 * @param platform whose way of writing paths holds for `EARSHOT_HOME`
 * @param development a program that is being worked on must not touch the queue of the one that is installed
 */
export function appFolders(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  { development }: { readonly development: boolean },
): AppFolders {
  const path = platform === 'win32' ? win32 : posix;
  const home = env['EARSHOT_HOME'];
  const bases =
    home === undefined || home === ''
      ? systemFolders(development ? 'earshot-development' : 'earshot')
      : below((name) => path.resolve(home, name));
  return {
    ...bases,
    temp: path.join(bases.cache, 'work'),
    models: path.join(bases.data, 'models'),
    copies: path.join(bases.data, 'copies'),
    uploads: path.join(bases.data, 'uploads'),
    artefacts: path.join(bases.data, 'artefacts'),
    transcripts: path.join(bases.data, 'transcripts'),
    backups: path.join(bases.data, 'backups'),
  };
}

function below(folder: (name: string) => string): Bases {
  return { data: folder('data'), cache: folder('cache'), logs: folder('logs') };
}

function systemFolders(name: string): Bases {
  const { data, cache, log } = envPaths(name, { suffix: '' });
  return { data, cache, logs: log };
}

/**
 * Makes what is missing and keeps other people out: recordings and texts are nobody else's business.
 *
 * @throws EarshotError `disk-full`, or `database-unwritable` for a place that cannot be had, that is a link, or that belongs
 *   to somebody else
 */
export async function createFolders(folders: AppFolders): Promise<void> {
  for (const folder of Object.values(folders)) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const flaw = await flawOf(folder);
      if (flaw !== null) throw unusable(folder, flaw);
      // One that was there already may be open to others.
      await chmod(folder, 0o700);
    } catch (error) {
      if (error instanceof EarshotError) throw error;
      throw isDiskFull(error)
        ? noSpaceFor(folder, error)
        : unusable(folder, 'it cannot be made', { cause: error, detail: String(error) });
    }
  }
}

/**
 * What speaks against a folder that was there already. Through a link, files would be written and swept away wherever
 * somebody else wants; what another user owns, that user can exchange at any time.
 */
async function flawOf(folder: string): Promise<string | null> {
  const stats = await lstat(folder);
  if (stats.isSymbolicLink()) return 'it is a link to another place';
  if (!stats.isDirectory()) return 'it is not a folder';
  // Windows has no such numbers.
  const ownUid = process.getuid?.();
  return ownUid === undefined || stats.uid === ownUid ? null : 'it belongs to another user';
}

function unusable(folder: string, flaw: string, details: ErrorDetails = {}): EarshotError {
  return new EarshotError('database-unwritable', `The folder ${folder} cannot be used: ${flaw}.`, {
    hint: 'Check what lies there and its permissions, or set EARSHOT_HOME to another folder.',
    ...details,
  });
}

function noSpaceFor(folder: string, error: unknown): EarshotError {
  return new EarshotError('disk-full', `There is no space left to make ${folder}.`, {
    hint: 'Free some space.',
    cause: error,
    detail: String(error),
  });
}
