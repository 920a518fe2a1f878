import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { PageBridge, PageMessage } from '../shared/contract/page.ts';
import { SHELL_CHANNELS, type SubscribeMessage } from '../shared/contract/shell-channels.ts';

let lastId = 0;

function subscribe(message: SubscribeMessage): void {
  ipcRenderer.send(SHELL_CHANNELS.subscribe, message);
}

/** The whole of what the page gets. It names neither channels nor paths, and no object of Electron reaches it. */
const bridge: PageBridge = {
  request: (method, input) => ipcRenderer.invoke(SHELL_CHANNELS.request, method, input),
  subscribe: (since, listener) => {
    lastId += 1;
    const id = lastId;
    const receive = (_event: unknown, to: number, message: PageMessage): void => {
      if (to === id) listener(message);
    };
    ipcRenderer.on(SHELL_CHANNELS.messages, receive);
    subscribe({ id, kind: 'begin', since });
    return () => {
      ipcRenderer.off(SHELL_CHANNELS.messages, receive);
      subscribe({ id, kind: 'end' });
    };
  },
  grantFiles: async (files, onProgress) => {
    // A file that the page has made up has no path.
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    const granted = await ipcRenderer.invoke(SHELL_CHANNELS.grant, paths);
    onProgress(1);
    return granted;
  },
};

contextBridge.exposeInMainWorld('earshot', Object.freeze(bridge));
