import { onTestFinished } from 'vitest';
import { render } from 'vitest-browser-react';
import { AppRoot } from '../../../src/renderer/src/app-root.tsx';
import { createI18n } from '../../../src/renderer/src/i18n/create-i18n.ts';
import type { PagePorts } from '../../../src/renderer/src/store/page-ports.ts';
import { type RunningApp, startApp } from '../../../src/renderer/src/store/start-app.ts';
import type { MemoryBridge } from './memory-bridge.ts';
import '../../../src/renderer/src/styles/app.css';

/** What the page has put outside of itself. */
export type PageTrace = {
  readonly clipboard: string[];
  readonly downloads: string[];
  readonly notifications: string[];
};

/** The whole page over a host in memory; it is taken away when the test ends. */
export async function renderApp(bridge: MemoryBridge): Promise<{ app: RunningApp; trace: PageTrace }> {
  const trace: PageTrace = { clipboard: [], downloads: [], notifications: [] };
  const ports: PagePorts = {
    writeClipboard: async (words) => void trace.clipboard.push(words),
    download: ({ fileName }) => void trace.downloads.push(fileName),
    mayNotify: async () => true,
    notify: (words) => void trace.notifications.push(words),
    isWatched: () => false,
  };
  const words = createI18n(['en-GB']);
  const app = startApp(bridge, words, ports);
  // The style sheet gives this one the whole window, as in `index.html`.
  const container = document.createElement('div');
  container.id = 'root';
  document.body.append(container);
  const screen = await render(<AppRoot app={app} words={words} />, { container });
  onTestFinished(async () => {
    await screen.unmount();
    container.remove();
    app.stop();
  });
  return { app, trace };
}
