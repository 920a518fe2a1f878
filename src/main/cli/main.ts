import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import packageJson from '../../../package.json' with { type: 'json' };
import { appFolders } from '../core/storage/app-folders.ts';
import { programParts } from '../program-parts.ts';
import type { QueueAccess } from '../queue-access.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';
import { buildProgram } from './program.ts';
import { startBackgroundServe } from './start-background-serve.ts';
import { listenForStop } from './stop-signal.ts';
import { watchOutput } from './watch-output.ts';

// Node does all work on files in four threads. A few calls that hang, because a network drive has gone, would take them all:
// then no file can be read any more, wherever it lies. Idle threads cost next to nothing. Node reads this once, when the first
// work comes, which no import brings; `bin/earshot` has to set it even before it imports this program.
process.env['UV_THREADPOOL_SIZE'] ??= '16';

// The bundle lies in out/cli, beside resources/ of the project or the installed app.
const root = join(import.meta.dirname, '..', '..');

// A program that runs from its sources must not touch the queue of the one that is installed.
const folders = appFolders(process.env, process.platform, { development: existsSync(join(root, 'src')) });

const resourcesDir = process.env['EARSHOT_RESOURCES'] ?? join(root, 'resources');

const { version } = packageJson;

/** A command line has nobody who could tell it about batteries and idle people. */
const NO_POWER_NEWS = { isOnMains: () => true, isIdle: () => true };

const { installation, access: joining } = programParts({
  folders,
  resourcesDir,
  storeWorker: new URL('store-worker.js', import.meta.url),
  version,
  power: NO_POWER_NEWS,
  env: process.env,
});

const access: QueueAccess = {
  open: async (options) => {
    const queue = await joining.open(options);
    // V8 would let its heaps grow by tens of megabytes while sound and text pass through, of which next to nothing is kept.
    // Not earlier: what a start makes is kept, and collecting it again and again took a tenth of the start.
    setFlagsFromString('--optimize-for-size');
    setFlagsFromString('--semi-space-growth-factor=1');
    return queue;
  },
};

const now = (): number => performance.now();

const context: CommandContext = {
  access,
  stdout: process.stdout,
  stderr: process.stderr,
  folder: process.cwd(),
  now,
  listenForStop: (onStop, onStopNow) => listenForStop(onStop, onStopNow, now),
  checkParts: async ({ model }, signal) => {
    const parts = await installation();
    await Promise.all([parts.runner(), parts.mediaTools(signal)]);
    await parts.models.expectation(await parts.models.find(model, 'whisper'), true);
  },
  startBackgroundServe: () => startBackgroundServe(import.meta.filename),
  servePages: async (queue, options) => {
    // Not for those who want none: a web server costs every other command time and memory.
    const { servePages } = await import('../serve-pages.ts');
    const rendererFolder = join(root, 'out', 'renderer');
    return servePages({
      ...options,
      installation: await installation(),
      resourcesDir,
      folders,
      queue,
      version,
      programFolder: import.meta.dirname,
      rendererFolder,
    });
  },
  openInBrowser: async (link) => {
    const { openInBrowser } = await import('./open-in-browser.ts');
    return await openInBrowser(link, { platform: process.platform, env: process.env });
  },
};

const outputExitCode = watchOutput(process, () => process.kill(process.pid, 'SIGTERM'));

const program = buildProgram({
  version,
  context,
  doctor: async () => {
    const { runDoctor } = await import('./run-doctor.ts');
    const { checkQueue } = await import('./check-queue.ts');
    return await runDoctor({
      installation: await installation(),
      checkQueue: () => checkQueue(access),
      dataFolder: folders.data,
      workFolder: folders.temp,
      print: (line) => process.stdout.write(`${line}\n`),
    });
  },
  onExit: (exitCode) => {
    process.exitCode = exitCode;
  },
});

async function run(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    // Commander has printed the reason; help and version are no errors.
    if (!(error instanceof Error && 'exitCode' in error)) throw error;
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  process.exitCode = outputExitCode() ?? process.exitCode;
}

// The bundle is CommonJS, which knows no `await` outside of functions; why: vite.config.ts.
void run();
