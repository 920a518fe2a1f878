// Runs in a world of its own beside the page: what a sandboxed preload finds there. The preload itself is put in at the end.
(() => {
  // Only pages in a window have a preload, not what they embed.
  if (window !== window.top) return;
  const { pack } = standInWorld('preload', 'page');
  const listeners = new Map();
  const pending = new Map();
  let last = 0;
  let paths = [];
  const post = (message) => globalThis.standInSend(JSON.stringify(message));
  globalThis.standInReceive = ({ reply, value, error, channel, args, files }) => {
    if (files !== undefined) paths = files;
    else if (reply === undefined) for (const one of listeners.get(channel) ?? []) one({ ports: [] }, ...args);
    else {
      const [resolve, reject] = pending.get(reply);
      pending.delete(reply);
      if (error === undefined) resolve(value);
      else reject(new Error(error));
    }
  };
  const ipcRenderer = {
    invoke: (channel, ...args) =>
      new Promise((...ends) => {
        last += 1;
        pending.set(last, ends);
        post({ id: last, channel, args });
      }),
    send: (channel, ...args) => post({ channel, args }),
    on: (channel, listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
    once: (channel, listener) =>
      ipcRenderer.on(channel, function heed(...args) {
        ipcRenderer.off(channel, heed);
        listener(...args);
      }),
    removeListener: (channel, listener) => ipcRenderer.off(channel, listener),
    off: (channel, listener) => {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((one) => one !== listener),
      );
      return ipcRenderer;
    },
  };
  const contextBridge = {
    exposeInMainWorld: (key, value) =>
      void document.dispatchEvent(
        new CustomEvent('stand-in:expose', { detail: { key, value: pack({ ...value }) } }),
      ),
  };
  const webUtils = {
    // Chromium tells paths to nobody in a page: the test has said which files it is about to hand over.
    getPathForFile: (file) => {
      if (!(file instanceof File)) throw new TypeError('A file is needed.');
      return paths.find(({ name, sizeBytes }) => name === file.name && sizeBytes === file.size)?.path ?? '';
    },
  };
  const electron = { contextBridge, ipcRenderer, webUtils };
  const requireOne = (name) => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const ownProcess = {
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    platform: 'linux',
    versions: {},
  };
  const ownModule = { exports: {} };
  // oxlint-disable-next-line no-unused-vars -- what a script in CommonJS finds around it
  ((exports, require, module, process) => {
    /* PRELOAD */
  })(ownModule.exports, requireOne, ownModule, ownProcess);
})();
