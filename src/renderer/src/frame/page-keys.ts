import { EVERYWHERE_KEYS, RECORDING_KEYS } from '../keys/bindings.ts';
import { boundTo, type KeyPress } from '../keys/chord.ts';
import type { PageCommand } from '../store/command-bus.ts';

const PAGE_KEYS = [...EVERYWHERE_KEYS, ...RECORDING_KEYS];

/**
 * What a key asks for.
 *
 * @param focus what has it: a field takes every letter, a button takes the space bar and the arrows of its group
 */
export function commandFor(press: KeyPress, focus: 'text' | 'control' | null): PageCommand | null {
  const isWithControl = press.ctrlKey || press.metaKey;
  if (focus === 'text' && !isWithControl) return null;
  const isTakenByControl = press.key === ' ' || press.key.startsWith('Arrow');
  return focus === 'control' && isTakenByControl ? null : boundTo(PAGE_KEYS, press);
}
