import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts `earshot serve --until-empty` as a program of its own, without a terminal. If another program owns the queue by
 * then, it waits to take over.
 *
 * @param bundle the program file of the command line
 * @throws Error when the system cannot start it
 */
export async function startBackgroundServe(bundle: string): Promise<void> {
  const child = spawn(process.execPath, [bundle, 'serve', '--until-empty'], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  await once(child, 'spawn');
  child.unref();
}
