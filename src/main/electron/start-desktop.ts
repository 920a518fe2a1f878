import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, protocol } from 'electron';
import packageJson from '../../../package.json' with { type: 'json' };
import { filesNamedIn } from '../core/desktop/launch-files.ts';
import { WORDS } from '../core/desktop/words.ts';
import { appFolders } from '../core/storage/app-folders.ts';
import { DesktopApp } from './desktop-app.ts';
import { lockDownPages } from './lock-down.ts';
import { APP_ORIGIN, registerSchemes } from './protocols.ts';

/** As the installers call it: Windows shows notifications of programs only that it knows. */
const APP_ID = 'app.earshot.desktop';

/** Everything that has to happen before Electron is ready; then the app itself. */
export function startDesktop(): void {
  // See src/main/cli/main.ts; read by Node when the first work comes.
  process.env['UV_THREADPOOL_SIZE'] ??= '16';
  // The bundle lies in out/main.
  const root = join(import.meta.dirname, '..', '..');
  const folders = appFolders(process.env, process.platform, { development: existsSync(join(root, 'src')) });
  app.setName(WORDS.app);
  app.setAppUserModelId(APP_ID);
  keepProfileIn(join(folders.data, 'shell'));
  const named = filesNamedIn({
    argv: process.argv,
    isDefaultApp: process.defaultApp ?? false,
    folder: process.cwd(),
  });
  if (!app.requestSingleInstanceLock({ paths: named })) {
    app.quit();
    return;
  }
  app.enableSandbox();
  registerSchemes(protocol);
  lockDownPages(app);
  const devServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
  const desktop = new DesktopApp({
    folders,
    version: packageJson.version,
    resourcesDir:
      process.env['EARSHOT_RESOURCES'] ?? (app.isPackaged ? process.resourcesPath : join(root, 'resources')),
    programFolder: join(root, 'out', 'main'),
    rendererFolder: join(root, 'out', 'renderer'),
    preload: join(root, 'out', 'preload', 'index.cjs'),
    storeWorker: new URL('store-worker.cjs', import.meta.url),
    origin: devServer === undefined ? APP_ORIGIN : new URL(devServer).origin,
    named,
  });
  void app.whenReady().then(() => desktop.open());
}

/** Chromium's own files, and with them the lock of the single instance: one for each queue. */
function keepProfileIn(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return; // the opening of the queue will say what is wrong with its folder
  }
  app.setPath('userData', folder);
}
