// Started by `npm run dev`: `earshot serve --open` for what a page asks for, and before it Vite, which serves the page itself
// from its sources.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer } from 'vite';
import { root } from './setup.mjs';

const LINK = /(http:\/\/127\.0\.0\.1(?::\d+)?)\/\?token=/;

const host = spawn(process.execPath, [join(root, 'bin', 'earshot'), 'serve', '--open', '--no-browser'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines = createInterface(host.stdout);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => host.kill(signal));

/** Lines that came before Vite was there. */
const early = [];
const keep = (line) => early.push(line);
lines.on('line', keep);
const hostOrigin = await new Promise((resolve) => {
  lines.on('line', (line) => {
    const origin = LINK.exec(line)?.[1];
    if (origin !== undefined) resolve(origin);
  });
  host.once('close', () => resolve(null));
});

if (hostOrigin === null) {
  process.exitCode = host.exitCode ?? 1;
} else {
  // The host answers its own pages only; this one is one of them.
  const toHost = { target: hostOrigin, changeOrigin: true, headers: { origin: hostOrigin } };
  const vite = await createServer({
    configFile: join(root, 'vite.renderer.config.ts'),
    server: {
      host: '127.0.0.1',
      proxy: {
        '^/(rpc|media)/|^/uploads\\?': toHost,
        '^/messages(\\?|$)': { ...toHost, ws: true },
        '^/\\?token=': toHost,
      },
    },
  });
  await vite.listen();
  const address = vite.httpServer?.address();
  const tell = (line) => console.log(line.replace(hostOrigin, `http://127.0.0.1:${address.port}`));
  for (const line of early) tell(line);
  lines.off('line', keep);
  lines.on('line', tell);
  await once(host, 'close');
  await vite.close();
  process.exitCode = host.exitCode ?? 1;
}
