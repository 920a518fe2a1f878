/* oxlint-disable -- an old Electron has to read this, and the rules are of today */
// What Electron does, one result a line: the same on the stand-in and on a real Electron, old or new, or the stand-in is wrong.
'use strict';
const { spawn } = require('child_process');
const { mkdtempSync, readFileSync, writeFileSync } = require('fs');
const { tmpdir } = require('os');
const { join } = require('path');
const {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  Notification,
  powerSaveBlocker,
  protocol,
  session,
} = require('electron');

const folder = process.env.CONFORMANCE_FOLDER || mkdtempSync(join(tmpdir(), 'conformance-'));
const say = (name, value) => process.stdout.write(`${name}: ${JSON.stringify(value)}\n`);

app.setPath('userData', folder);
const isFirst = app.requestSingleInstanceLock();
if (isFirst) runFirst();
else app.quit();

function runFirst() {
  say('first start has the lock', [isFirst, app.hasSingleInstanceLock()]);
  say('ready at once', app.isReady());
  protocol.registerSchemesAsPrivileged([
    { scheme: 'conformance', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  for (const event of ['before-quit', 'will-quit', 'quit']) app.on(event, () => say('app', event));
  app.on('window-all-closed', () => {
    say('app', 'window-all-closed');
    app.quit();
  });
  app
    .whenReady()
    .then(examine)
    .catch((error) => {
      say('main failed', String(error));
      app.exit(1);
    });
}

async function examine() {
  say('ready', app.isReady());
  await examineSecondStart();
  examineMenu();
  examineRest();
  serve();
  answer();
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      preload: join(__dirname, 'preload.js'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    },
  });
  const { webContents } = window;
  const asked = watchDoors(webContents);
  await window.loadURL('conformance://app/index.html');
  say('address', webContents.getURL());
  const examined = new Promise((resolve) => {
    ipcMain.once('examined', (event, lines) => resolve({ event, lines }));
  });
  webContents.send('examine');
  const { event, lines } = await examined;
  for (const [name, value] of lines) say(name, value);
  say('sender is the window', event.sender === webContents);
  say('asked for', asked);
  await examineNavigation(webContents);
  await examineFile(webContents);
  examineEnd(window);
}

async function examineSecondStart() {
  const file = 'a recording.mp3';
  const told = new Promise((resolve) => {
    app.once('second-instance', (_event, argv, workingDirectory) => resolve({ argv, workingDirectory }));
  });
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1), file], {
    cwd: __dirname,
    env: { ...process.env, CONFORMANCE_FOLDER: folder },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => {
    child.on('exit', resolve);
  });
  const { argv, workingDirectory } = await told;
  say('second start', [argv.includes(file), workingDirectory === __dirname, await ended]);
}

function examineMenu() {
  const clicked = [];
  const menu = Menu.buildFromTemplate([
    {
      label: 'File',
      submenu: [
        { label: 'Add', click: (item) => clicked.push(item.label) },
        { type: 'separator' },
        { label: 'Close' },
      ],
    },
  ]);
  Menu.setApplicationMenu(menu);
  const inside = Menu.getApplicationMenu().items[0].submenu.items;
  inside[0].click();
  inside[2].click();
  say('menu', [inside.map(({ label }) => label), clicked, Menu.getApplicationMenu() === menu]);
  Menu.setApplicationMenu(null);
  say('no menu', Menu.getApplicationMenu());
}

function examineRest() {
  const notification = new Notification({ title: 'A talk is ready', body: '58:04 in 9:12' });
  say('notification', [typeof Notification.isSupported(), notification.title, notification.body]);
  const first = powerSaveBlocker.start('prevent-app-suspension');
  const second = powerSaveBlocker.start('prevent-app-suspension');
  powerSaveBlocker.stop(first);
  say('blockers', [first !== second, powerSaveBlocker.isStarted(first), powerSaveBlocker.isStarted(second)]);
  powerSaveBlocker.stop(second);
}

function serve() {
  const types = { html: 'text/html', js: 'text/javascript', json: 'application/json' };
  protocol.registerStringProtocol('conformance', ({ url }, respond) => {
    const name = new URL(url).pathname.slice(1);
    const data = name === 'data.json' ? '{"ok":true}' : readFileSync(join(__dirname, name), 'utf8');
    respond({ data, mimeType: types[name.split('.').pop()] });
  });
}

function answer() {
  ipcMain.handle('sum', (_event, first, others) => others.reduce((sum, one) => sum + one, first));
  ipcMain.handle('fails', () => {
    throw new Error('on purpose');
  });
  ipcMain.on('count', (event, count) => {
    for (let number = 1; number <= count; number += 1) event.sender.send('counted', number);
  });
}

/** What pages ask for, and do not get. */
function watchDoors(webContents) {
  const asked = [];
  session.defaultSession.setPermissionRequestHandler((_contents, permission, respond) => {
    asked.push(permission);
    respond(false);
  });
  const deny = (url) => {
    asked.push(url);
    return { action: 'deny' };
  };
  if (webContents.setWindowOpenHandler !== undefined)
    webContents.setWindowOpenHandler(({ url }) => deny(url));
  else {
    webContents.on('new-window', (event, url) => {
      event.preventDefault();
      deny(url);
    });
  }
  return asked;
}

async function examineNavigation(webContents) {
  const wish = new Promise((resolve) => {
    webContents.once('will-navigate', (event, url) => {
      event.preventDefault();
      resolve(url);
    });
  });
  await webContents.executeJavaScript('void (location.href = "https://example.com/away")');
  say('wants to go', await wish);
  say('is still there', await webContents.executeJavaScript('document.title'));
  say('has the address', webContents.getURL());
}

async function examineFile(webContents) {
  const path = join(folder, 'Grüße & more.mp3');
  writeFileSync(path, 'sound');
  const taken = new Promise((resolve) => {
    ipcMain.once('taken', (_event, value) => resolve(value));
  });
  webContents.debugger.attach('1.3');
  const { root } = await webContents.debugger.sendCommand('DOM.getDocument', {});
  const { nodeId } = await webContents.debugger.sendCommand('DOM.querySelector', {
    nodeId: root.nodeId,
    selector: 'input',
  });
  await webContents.debugger.sendCommand('DOM.setFileInputFiles', { files: [path], nodeId });
  say('path of a file', (await taken) === path);
  webContents.debugger.detach();
}

function examineEnd(window) {
  let isRefused = true;
  window.on('close', (event) => {
    if (isRefused) event.preventDefault();
    say('window closes', isRefused ? 'refused' : 'allowed');
  });
  window.on('closed', () => say('window is gone', window.isDestroyed()));
  window.close();
  setTimeout(() => {
    say('windows', BrowserWindow.getAllWindows().length);
    isRefused = false;
    window.close();
  }, 200);
}
