// Runs in the page before its own scripts. What lies between the two worlds is done with events, as in `worlds.js`.
(() => {
  const freeze = (value) => {
    if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) freeze(one);
    return Object.freeze(value);
  };
  const { unpack } = standInWorld('page', 'preload');
  document.addEventListener('stand-in:expose', ({ detail: { key, value } }) => {
    Object.defineProperty(window, key, {
      value: freeze(unpack(value)),
      writable: false,
      configurable: false,
    });
  });

  // Chromium would ask a person, or refuse by itself.
  const ask = (kind, detail) => globalThis.standInAsk(JSON.stringify({ kind, ...detail }));
  const answers = new Map();
  let last = 0;
  globalThis.standInAnswer = (id, isGranted) => answers.get(id)?.(isGranted);
  const isGranted = (kind, permission) =>
    new Promise((resolve) => {
      last += 1;
      answers.set(last, resolve);
      ask(kind, { id: last, permission });
    });
  if (typeof Notification !== 'undefined') {
    Notification.requestPermission = async () =>
      (await isGranted('permission-request', 'notifications')) ? 'granted' : 'denied';
  }
  if (navigator.permissions !== undefined) {
    navigator.permissions.query = async ({ name }) => ({
      state: (await isGranted('permission-check', name)) ? 'granted' : 'denied',
    });
  }
  window.open = (url = 'about:blank') => {
    ask('window-open', { url: new URL(url, location.href).href });
    return null;
  };
})();
