import { useTranslation } from 'react-i18next';
import type { en } from '../i18n/en/index.ts';
import { useApp } from '../store/app-store.ts';
import type { Binding, Chord } from './chord.ts';

type NamedKey = keyof typeof en.shortcuts.key;

const ARROWS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

const NAMES: Readonly<Record<string, NamedKey>> = {
  ' ': 'space',
  Enter: 'enter',
  Escape: 'escape',
  Delete: 'delete',
  Backspace: 'backspace',
  Home: 'home',
  End: 'end',
  command: 'command',
  control: 'control',
  shift: 'shift',
  alt: 'alt',
};

const ON_MAC: Partial<Record<NamedKey, string>> = {
  command: '⌘',
  control: '⌃',
  shift: '⇧',
  alt: '⌥',
  delete: '⌦',
  backspace: '⌫',
};

/** The keys of a chord, one by one, as they are written on the keyboard of this computer. */
export function useKeyWords(): (chord: Chord) => readonly string[] {
  const { t } = useTranslation();
  const isMac = useApp((state) => state.host?.platform === 'mac');
  const wordsOf = (key: string): string => {
    const name = NAMES[key];
    if (name === undefined) return ARROWS[key] ?? key.toUpperCase();
    return (isMac ? ON_MAC[name] : undefined) ?? t(`shortcuts.key.${name}`);
  };
  return ({ hold, key }) => (hold === null ? [key] : [hold, key]).map(wordsOf);
}

/** The first chord of an action in few letters, for beside its button: `Ctrl F`. */
export function useShortcut<Action extends string>(
  bindings: readonly Binding<Action>[],
  action: NoInfer<Action>,
): string {
  const wordsOf = useKeyWords();
  const chord = bindings.find(({ does }) => does === action)?.chords[0];
  return chord === undefined ? '' : wordsOf(chord).join(' ');
}
