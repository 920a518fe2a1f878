import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { AppRoot } from './app-root.tsx';
import { findBridge } from './bridge/find-bridge.ts';
import { createI18n } from './i18n/create-i18n.ts';
import { browserPorts } from './store/browser-ports.ts';
import { startApp } from './store/start-app.ts';
import './styles/app.css';

// Zod would compile its checks with `new Function`, which the content security policy refuses and reports.
config({ jitless: true });

const words = createI18n(navigator.languages);
document.documentElement.lang = words.language;
const app = startApp(findBridge(), words, browserPorts());

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(<AppRoot app={app} words={words} />);
