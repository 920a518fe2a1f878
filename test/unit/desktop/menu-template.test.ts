import { expect, test } from 'vitest';
import {
  type MenuCommand,
  type MenuEntry,
  menuTemplate,
} from '../../../src/main/core/desktop/menu-template.ts';

const all = (entries: readonly MenuEntry[]): MenuEntry[] =>
  entries.flatMap((entry) => [entry, ...all(entry.submenu ?? [])]);

function menuOf(
  platform: NodeJS.Platform,
  isDevelopment = false,
): { entries: MenuEntry[]; ran: MenuCommand[] } {
  const ran: MenuCommand[] = [];
  const template = menuTemplate({ platform, isDevelopment, run: (command) => void ran.push(command) });
  return { entries: all(template), ran };
}

test.each(['linux', 'win32', 'darwin'] as const)(
  'on %s every command is there once, and there is a way out',
  (platform) => {
    const { entries, ran } = menuOf(platform);
    for (const { click } of entries) click?.();
    expect(ran.toSorted()).toEqual(['add', 'export', 'find', 'health', 'models', 'settings', 'shortcuts']);
    expect(entries.filter(({ role }) => role === 'quit')).toHaveLength(1);
    const keys = entries.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  },
);

test('a Mac has the menus that every app has there', () => {
  const roles = menuOf('darwin').entries.flatMap(({ role }) => role ?? []);
  expect(roles).toEqual(expect.arrayContaining(['about', 'services', 'hide', 'windowMenu', 'close']));
});

test('tools of developers are there for developers only', () => {
  const tools = (isDevelopment: boolean): MenuEntry[] =>
    menuOf('linux', isDevelopment).entries.filter(
      ({ role }) => role === 'toggleDevTools' || role === 'reload',
    );
  expect(tools(false)).toEqual([]);
  expect(tools(true)).toHaveLength(2);
});
