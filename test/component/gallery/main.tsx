// The whole page over a host in memory: `?scene=states&theme=dark&open=1&view=settings`.
import { createRoot } from 'react-dom/client';
import { AppRoot } from '../../../src/renderer/src/app-root.tsx';
import { createI18n } from '../../../src/renderer/src/i18n/create-i18n.ts';
import type { View } from '../../../src/renderer/src/store/app-state.ts';
import { browserPorts } from '../../../src/renderer/src/store/browser-ports.ts';
import { startApp } from '../../../src/renderer/src/store/start-app.ts';
import { THEMES } from '../../../src/shared/preferences.ts';
import { uidOf } from '../support/sample-jobs.ts';
import { SCENES } from './scenes.ts';
import '../../../src/renderer/src/styles/app.css';

const wanted = new URLSearchParams(location.search);
const scene = SCENES[wanted.get('scene') ?? 'states'];
if (scene === undefined) throw new Error(`There are these scenes: ${Object.keys(SCENES).join(', ')}`);

const bridge = scene();
const theme = THEMES.find((one) => one === wanted.get('theme')) ?? 'system';
bridge.preferences = { ...bridge.preferences, appearance: { ...bridge.preferences.appearance, theme } };
const words = createI18n(['en-GB']);
const app = startApp(bridge, words, browserPorts());
Object.assign(window, { app, bridge });

const VIEWS: readonly View[] = ['queue', 'settings', 'models', 'health', 'shortcuts'];
const view = VIEWS.find((one) => one === wanted.get('view'));
if (view !== undefined) app.actions.show(view);
const open = wanted.get('open');
const stop = app.store.subscribe(({ line }) => {
  if (line !== 'up') return;
  stop();
  if (open !== null) void app.actions.open(uidOf(Number(open)));
});

const root = document.querySelector('#root');
if (root !== null) createRoot(root).render(<AppRoot app={app} words={words} />);
