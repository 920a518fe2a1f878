import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import packageJson from '../../../package.json' with { type: 'json' };
import { appFolders } from '../core/storage/app-folders.ts';
import { programParts } from '../program-parts.ts';
import { checkQueue } from './check-queue.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';
import { openInBrowser } from './open-in-browser.ts';
import { buildProgram } from './program.ts';
import { runDoctor } from './run-doctor.ts';
import { startBackgroundServe } from './start-background-serve.ts';
import { listenForStop } from './stop-signal.ts';
import { watchOutput } from './watch-output.ts';

// Node does all work on files in four threads. A few calls that hang, because a network drive has gone, would take them all:
// then no file can be read any more, wherever it lies. Idle threads cost next to nothing. Node reads this once, when the first
// work comes, which no import brings; `bin/earshot` has to set it even before it imports this program.
process.env['UV_THREADPOOL_SIZE'] ??= '16';

// V8's space for young objects would grow by tens of megabytes while decoded sound passes through, of which nothing is kept.
setFlagsFromString('--max-semi-space-size=1');
setFlagsFromString('--semi-space-growth-factor=1');

// The bundle lies in out/cli, beside resources/ of the project or the installed app.
const root = join(import.meta.dirname, '..', '..');

// A program that runs from its sources must not touch the queue of the one that is installed.
const folders = appFolders(process.env, process.platform, { development: existsSync(join(root, 'src')) });

const resourcesDir = process.env['EARSHOT_RESOURCES'] ?? join(root, 'resources');

const { version } = packageJson;

/** A command line has nobody who could tell it about batteries and idle people. */
const NO_POWER_NEWS = { isOnMains: () => true, isIdle: () => true };

const { installation, access } = programParts({
  folders,
  resourcesDir,
  storeWorker: new URL('store-worker.js', import.meta.url),
  version,
  power: NO_POWER_NEWS,
  env: process.env,
});

const now = (): number => performance.now();

const context: CommandContext = {
  access,
  stdout: process.stdout,
  stderr: process.stderr,
  folder: process.cwd(),
  now,
  listenForStop: (onStop, onStopNow) => listenForStop(onStop, onStopNow, now),
  checkParts: async ({ model }, signal) => {
    await Promise.all([installation.runner(), installation.mediaTools(signal)]);
    await installation.models.expectation(await installation.models.find(model, 'whisper'), true);
  },
  startBackgroundServe: () => startBackgroundServe(import.meta.filename),
  servePages: async (queue, options) => {
    // Not for those who want none: a web server costs every other command time and memory.
    const { servePages } = await import('../serve-pages.ts');
    const rendererFolder = join(root, 'out', 'renderer');
    return servePages({ ...options, installation, resourcesDir, folders, queue, version, rendererFolder });
  },
  openInBrowser: (link) => openInBrowser(link, { platform: process.platform, env: process.env }),
};

const outputExitCode = watchOutput(process, () => process.kill(process.pid, 'SIGTERM'));

const program = buildProgram({
  version,
  context,
  doctor: () =>
    runDoctor({
      installation,
      checkQueue: () => checkQueue(access),
      dataFolder: folders.data,
      workFolder: folders.temp,
      print: (line) => process.stdout.write(`${line}\n`),
    }),
  onExit: (exitCode) => {
    process.exitCode = exitCode;
  },
});

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed the reason; help and version are no errors.
  if (!(error instanceof Error && 'exitCode' in error)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
process.exitCode = outputExitCode() ?? process.exitCode;
