import { join } from 'node:path';
import { Installation } from '../../src/main/composition.ts';
import { appFolders } from '../../src/main/core/storage/app-folders.ts';
import { joinedQueue } from '../../src/main/joined-queue.ts';
import { openQueue } from '../../src/main/open-queue.ts';
import type { CliHome } from './cli-home.ts';
import { type CliOptions, projectRoot } from './run-cli.ts';
import { type CommandResult, runCommand } from './run-command.ts';

/** The built one: to read its sources took longer than to open a database. */
const storeWorker = new URL('../../out/cli/store-worker.js', import.meta.url);

/**
 * Runs `earshot …` in a home to its end: with its real queue, store, engine and ffmpeg, but inside this process, since to start
 * the program takes several times as long as most commands. What belongs to the process (signals, its children, what it
 * leaves) is for `runCli`.
 */
export function runInHome(
  home: CliHome,
  args: readonly string[],
  options: Pick<CliOptions, 'cwd' | 'env'> = {},
): Promise<CommandResult> {
  const env = { ...process.env, ...home.environment, ...options.env };
  const folders = appFolders(env, process.platform, { development: true });
  const installation = new Installation({
    resourcesDir: env['EARSHOT_RESOURCES'] ?? join(projectRoot, 'resources'),
    cacheDir: folders.cache,
    modelsDir: folders.models,
    env,
  });
  const power = { isOnMains: () => true, isIdle: () => true };
  const access = joinedQueue({
    folders,
    version: '0.0.0',
    env,
    openOwn: (log) => openQueue({ installation, folders, storeWorker, version: '0.0.0', power, log }),
  });
  return runCommand(args, access, {
    folder: options.cwd ?? '/',
    now: () => performance.now(),
  });
}
