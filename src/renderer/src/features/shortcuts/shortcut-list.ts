import type { en } from '../../i18n/en/index.ts';

/** Keys that bear a word; `command` is the one for commands, which is another one on a Mac. */
export type NamedKey = keyof typeof en.shortcuts.key;

/** A key as the person presses it. */
export type KeyName = NamedKey | '↑' | '↓' | '←' | '→' | 'O' | 'A' | 'E' | 'C' | 'F' | ',' | '?' | '<' | '>';

export type Shortcut = {
  readonly does: Exclude<keyof typeof en.shortcuts, 'key'>;
  /** Each of these does it; the keys of one are pressed together. */
  readonly keys: readonly (readonly KeyName[])[];
};

export type ShortcutGroup = {
  readonly title: 'everywhere' | 'list' | 'transcript';
  readonly shortcuts: readonly Shortcut[];
};

/** Every key that Earshot answers, where it does. */
export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    title: 'everywhere',
    shortcuts: [
      { does: 'add', keys: [['command', 'O']] },
      { does: 'settings', keys: [[','], ['command', ',']] },
      { does: 'shortcuts', keys: [['?']] },
    ],
  },
  {
    title: 'transcript',
    shortcuts: [
      { does: 'playPause', keys: [['space']] },
      { does: 'seekBack', keys: [['←']] },
      { does: 'seekForward', keys: [['→']] },
      { does: 'slower', keys: [['<']] },
      { does: 'faster', keys: [['>']] },
      { does: 'find', keys: [['F'], ['command', 'F']] },
      { does: 'copy', keys: [['C']] },
      { does: 'export', keys: [['E'], ['command', 'E']] },
    ],
  },
  {
    title: 'list',
    shortcuts: [
      { does: 'walk', keys: [['↓'], ['↑']] },
      { does: 'ends', keys: [['home'], ['end']] },
      { does: 'open', keys: [['enter']] },
      {
        does: 'range',
        keys: [
          ['shift', '↓'],
          ['shift', '↑'],
        ],
      },
      { does: 'toggle', keys: [['control', 'space']] },
      { does: 'all', keys: [['command', 'A']] },
      { does: 'none', keys: [['escape']] },
      {
        does: 'move',
        keys: [
          ['alt', '↑'],
          ['alt', '↓'],
        ],
      },
      { does: 'remove', keys: [['delete']] },
    ],
  },
];
