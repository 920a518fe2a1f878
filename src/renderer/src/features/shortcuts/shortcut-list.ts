import type { en } from '../../i18n/en/index.ts';
import {
  EVERYWHERE_KEYS,
  FIND_KEYS,
  LIST_KEYS,
  RECORDING_KEYS,
  SPOT_KEYS,
  TEXT_KEYS,
} from '../../keys/bindings.ts';
import type { Binding } from '../../keys/chord.ts';

export type Shortcut = Binding<keyof typeof en.shortcuts.does>;

export type ShortcutGroup = {
  readonly title: keyof typeof en.shortcuts.title;
  readonly shortcuts: readonly Shortcut[];
};

/** The keys of Earshot, by the place in which they are answered. */
export const SHORTCUTS: readonly ShortcutGroup[] = [
  { title: 'everywhere', shortcuts: EVERYWHERE_KEYS },
  { title: 'recording', shortcuts: RECORDING_KEYS },
  { title: 'text', shortcuts: TEXT_KEYS },
  { title: 'find', shortcuts: FIND_KEYS },
  { title: 'spots', shortcuts: SPOT_KEYS },
  { title: 'list', shortcuts: LIST_KEYS },
];
