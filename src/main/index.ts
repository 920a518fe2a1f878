import { startDesktop } from './electron/start-desktop.ts';

startDesktop();
