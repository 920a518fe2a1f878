import { _electron } from 'playwright';
import { projectRoot } from '../../support/run-cli.ts';
import type { Desktop, LaunchOptions } from './desktop.ts';
import { environmentOf } from './environment.ts';

/** @param program the executable of Electron */
export async function launchElectron(program: string, { home, files = [] }: LaunchOptions): Promise<Desktop> {
  const switches = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath: program,
    args: [...switches, projectRoot, ...files],
    env: environmentOf(home),
  });
  const child = app.process();
  const ended = Promise.withResolvers<number | null>();
  child.once('exit', (code) => ended.resolve(code));
  return {
    page: () => app.firstWindow(),
    // oxlint-disable-next-line no-unsafe-type-assertion -- Playwright's own type cannot be told what `Arg` stands for
    evaluate: (work, arg) => app.evaluate(work as never, arg),
    expectFiles: async () => {},
    ended: ended.promise,
    stop: async () => {
      child.kill('SIGKILL');
      await ended.promise;
    },
  };
}
