import { expect } from 'vitest';
import type { Desktop } from './desktop.ts';

export type ShownNotice = { readonly title: string; readonly body: string };

/** On the task bar or in the dock. */
export type ShownProgress = { readonly value: number; readonly mode: string | undefined };

/** Writes down what the system would be asked to do from now on, and keeps real notifications away from it. */
export async function watchSystem(desktop: Desktop): Promise<void> {
  await desktop.evaluate(({ app, BrowserWindow, Notification, powerSaveBlocker, shell }) => {
    const seen = {
      notices: [] as object[],
      blockers: [] as number[],
      shown: [] as string[],
      progress: [] as ShownProgress[],
      badges: [] as (number | undefined)[],
    };
    Reflect.set(globalThis, 'seen', seen);
    for (const window of BrowserWindow.getAllWindows()) {
      window.setProgressBar = (value, options) => void seen.progress.push({ value, mode: options?.mode });
    }
    app.setBadgeCount = (count) => {
      seen.badges.push(count);
      return true;
    };
    Notification.isSupported = () => true;
    Notification.prototype.show = function (this: object) {
      seen.notices.push(this);
    };
    const start = powerSaveBlocker.start.bind(powerSaveBlocker);
    powerSaveBlocker.start = (type) => {
      const id = start(type);
      seen.blockers.push(id);
      return id;
    };
    shell.showItemInFolder = (path) => void seen.shown.push(path);
    shell.openPath = async (path) => {
      seen.shown.push(path);
      return '';
    };
  }, null);
}

export function noticesOf(desktop: Desktop): Promise<readonly ShownNotice[]> {
  return desktop.evaluate(
    () => Reflect.get(globalThis, 'seen').notices.map(({ title, body }: ShownNotice) => ({ title, body })),
    null,
  );
}

export async function clickNotice(desktop: Desktop, index: number): Promise<void> {
  await desktop.evaluate((_electron, at) => {
    Reflect.get(globalThis, 'seen').notices[at].emit('click');
  }, index);
}

/** Whether anything keeps the computer from falling asleep. */
export function isKeptAwake(desktop: Desktop): Promise<boolean> {
  return desktop.evaluate(
    ({ powerSaveBlocker }) =>
      Reflect.get(globalThis, 'seen').blockers.some((id: number) => powerSaveBlocker.isStarted(id)),
    null,
  );
}

export function progressOf(desktop: Desktop): Promise<readonly ShownProgress[]> {
  return desktop.evaluate(() => Reflect.get(globalThis, 'seen').progress, null);
}

/** The numbers beside the icon, one after the other. */
export function badgesOf(desktop: Desktop): Promise<readonly number[]> {
  return desktop.evaluate(() => Reflect.get(globalThis, 'seen').badges, null);
}

/** Writes down what is shown beside the clock. */
export async function watchTray(desktop: Desktop): Promise<void> {
  await desktop.evaluate(({ Tray }) => {
    const tray: { tooltip: string | null; menu: object | null } = { tooltip: null, menu: null };
    Reflect.set(globalThis, 'tray', tray);
    Tray.prototype.setToolTip = (tooltip) => {
      tray.tooltip = tooltip;
    };
    Tray.prototype.setContextMenu = (menu) => {
      tray.menu = menu;
    };
    const destroy = Reflect.get(Tray.prototype, 'destroy');
    Tray.prototype.destroy = function () {
      Object.assign(tray, { tooltip: null, menu: null });
      Reflect.apply(destroy, this, []);
    };
  }, null);
}

/** Nulls where there is no icon. */
export function trayOf(
  desktop: Desktop,
): Promise<{ readonly tooltip: string | null; readonly labels: readonly string[] | null }> {
  return desktop.evaluate(() => {
    const { tooltip, menu } = Reflect.get(globalThis, 'tray');
    const items: { label: string }[] | undefined = menu?.items;
    return { tooltip, labels: items?.map(({ label }) => label).filter((label) => label !== '') ?? null };
  }, null);
}

export async function chooseInTray(desktop: Desktop, label: string): Promise<void> {
  await desktop.evaluate((_electron, words) => {
    const items: { label: string; click(): void }[] = Reflect.get(globalThis, 'tray').menu.items;
    // Later: the answer to this call must come before the program ends.
    setImmediate(() => items.find((one) => one.label === words)?.click());
  }, label);
}

/** What the system says of its power and its person from now on. */
export async function setPower(
  desktop: Desktop,
  power: { readonly isOnBattery: boolean; readonly person: 'active' | 'idle' | 'locked' | 'unknown' },
): Promise<void> {
  await desktop.evaluate(({ powerMonitor }, { isOnBattery, person }) => {
    powerMonitor.isOnBatteryPower = () => isOnBattery;
    powerMonitor.getSystemIdleState = () => person;
  }, power);
}

/** What was shown in the file manager. */
export function shownFiles(desktop: Desktop): Promise<readonly string[]> {
  return desktop.evaluate(() => Reflect.get(globalThis, 'seen').shown, null);
}

/** The next dialogs are answered so. */
export async function answerDialogs(desktop: Desktop, paths: readonly string[]): Promise<void> {
  await desktop.evaluate(({ dialog }, chosen) => {
    const asked: unknown[] = [];
    Reflect.set(globalThis, 'asked', asked);
    const answer = async (...args: unknown[]) => {
      asked.push(args.at(-1));
      return { canceled: chosen.length === 0, filePaths: [...chosen], filePath: chosen[0] ?? '' };
    };
    Object.assign(dialog, { showOpenDialog: answer, showSaveDialog: answer });
  }, paths);
}

/** With what dialogs were asked for. */
export function askedDialogs(desktop: Desktop): Promise<readonly { title: string; properties: string[] }[]> {
  return desktop.evaluate(() => Reflect.get(globalThis, 'asked'), null);
}

/** Chooses in the menu, by the words that are read there. */
export async function chooseInMenu(desktop: Desktop, label: string): Promise<void> {
  await desktop.evaluate(({ Menu }, words) => {
    const menus = Menu.getApplicationMenu()?.items ?? [];
    const item = menus.flatMap(({ submenu }) => submenu?.items ?? []).find((one) => one.label === words);
    if (item === undefined) throw new Error(`The menu has no ${words}.`);
    item.click();
  }, label);
}

/** Whether each window is seen. */
export function windowsOf(desktop: Desktop): Promise<readonly boolean[]> {
  return desktop.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()),
    null,
  );
}

/** Puts the window away, once it has shown itself: it does so when its page is there. */
export async function hideWindow(desktop: Desktop): Promise<void> {
  await expect.poll(() => windowsOf(desktop)).toEqual([true]);
  await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide(), null);
}
