/* oxlint-disable -- an old Electron has to read this, and the rules are of today */
'use strict';
const { contextBridge, ipcRenderer, webUtils } = require('electron');

window.ofPreload = true;

let canRequire = true;
try {
  require('fs');
} catch (error) {
  canRequire = false;
}

const bridge = {
  inner: { deep: true },
  echo: (value) => value,
  callBack: (listener) => listener('one', 2, { three: [3] }),
  returned: (work) => work(1) + 1,
  later: async (value) => value,
  laterNot: async (value) => {
    throw new Error(value);
  },
  throws: (value) => {
    throw new Error(value);
  },
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  ordered: (count) =>
    new Promise((resolve) => {
      const heard = [];
      const listen = (_event, value) => {
        heard.push(value);
        if (heard.length < count) return;
        ipcRenderer.removeListener('counted', listen);
        resolve(heard);
      };
      ipcRenderer.on('counted', listen);
      ipcRenderer.send('count', count);
    }),
  silent: async () => {
    let heard = 0;
    const listen = () => {
      heard += 1;
    };
    ipcRenderer.on('counted', listen);
    ipcRenderer.removeListener('counted', listen);
    ipcRenderer.send('count', 3);
    await ipcRenderer.invoke('sum', 0, []);
    return heard;
  },
  ready: (examine) =>
    ipcRenderer.once('examine', async () => {
      const lines = await examine().catch((error) => [['page failed', error.message]]);
      const preload = { sandboxed: process.sandboxed === true, type: process.type, canRequire };
      ipcRenderer.send('examined', [['preload is', preload], ...lines]);
    }),
};

// Electron of today tells paths by `webUtils`, that of 2020 wrote them onto the file.
window.addEventListener('change', (event) => {
  const [file] = event.target.files;
  ipcRenderer.send('taken', webUtils === undefined ? file.path : webUtils.getPathForFile(file));
});

contextBridge.exposeInMainWorld('bridge', bridge);
