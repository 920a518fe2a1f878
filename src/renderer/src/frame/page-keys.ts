import type { PageCommand } from '../store/command-bus.ts';

/** What counts of a `KeyboardEvent`. */
export type Key = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
};

const PLAIN: Readonly<Record<string, PageCommand>> = {
  ' ': 'play-pause',
  ArrowLeft: 'seek-back',
  ArrowRight: 'seek-forward',
  '?': 'shortcuts',
  ',': 'settings',
  e: 'export',
  c: 'copy',
  f: 'find',
  '<': 'slower',
  '>': 'faster',
};

const WITH_CONTROL: Readonly<Record<string, PageCommand>> = {
  o: 'add',
  f: 'find',
  e: 'export',
  ',': 'settings',
};

/**
 * What a key asks for.
 *
 * @param focus what has it: a field takes every letter, a button takes the space bar and the arrows of its group
 */
export function commandFor(key: Key, focus: 'text' | 'control' | null): PageCommand | null {
  if (key.altKey) return null;
  if (key.ctrlKey || key.metaKey) return WITH_CONTROL[key.key.toLowerCase()] ?? null;
  if (focus === 'text') return null;
  const command = PLAIN[key.key.length === 1 ? key.key.toLowerCase() : key.key] ?? null;
  const isTakenByControl = key.key === ' ' || key.key.startsWith('Arrow');
  return focus === 'control' && isTakenByControl ? null : command;
}
