import { describe, expect, test } from 'vitest';
import { isGridMove } from '../../../src/renderer/src/features/queue/selection.ts';
import { SHORTCUTS } from '../../../src/renderer/src/features/shortcuts/shortcut-list.ts';
import { commandFor } from '../../../src/renderer/src/frame/page-keys.ts';
import {
  EVERYWHERE_KEYS,
  LIST_KEYS,
  RECORDING_KEYS,
  TEXT_KEYS,
} from '../../../src/renderer/src/keys/bindings.ts';
import { boundTo, type Chord, type KeyPress } from '../../../src/renderer/src/keys/chord.ts';

function press({ hold, key }: Chord, more: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    ctrlKey: hold === 'command' || hold === 'control',
    metaKey: false,
    altKey: hold === 'alt',
    shiftKey: hold === 'shift',
    ...more,
  };
}

const arrow = { hold: null, key: 'ArrowLeft' } as const;

describe('a chord', () => {
  test('is pressed with what is held, and with nothing else', () => {
    expect(boundTo(RECORDING_KEYS, press(arrow))).toBe('seek-back');
    expect(boundTo(RECORDING_KEYS, press(arrow, { shiftKey: true }))).toBeNull();
    expect(boundTo(RECORDING_KEYS, press(arrow, { altKey: true }))).toBeNull();
    expect(boundTo(TEXT_KEYS, press(arrow))).toBeNull();
    expect(boundTo(TEXT_KEYS, press(arrow, { ctrlKey: true }))).toBe('wordBack');
    expect(boundTo(TEXT_KEYS, press(arrow, { metaKey: true }))).toBe('wordBack');
  });

  test('of a sign takes the sign however the keyboard writes it', () => {
    expect(boundTo(EVERYWHERE_KEYS, press({ hold: null, key: '?' }, { shiftKey: true }))).toBe('shortcuts');
    expect(boundTo(RECORDING_KEYS, press({ hold: null, key: 'F' }))).toBe('find');
  });
});

describe('the list of shortcuts', () => {
  test('has no key twice in the same place', () => {
    for (const { title, shortcuts } of SHORTCUTS) {
      const chords = shortcuts.flatMap((one) => one.chords.map(({ hold, key }) => `${title} ${hold} ${key}`));
      expect(chords).toEqual([...new Set(chords)]);
    }
  });

  test.each([...EVERYWHERE_KEYS, ...RECORDING_KEYS])('has $does, which the page does', ({ does, chords }) => {
    for (const chord of chords) expect(commandFor(press(chord), null)).toBe(does);
  });

  test('leaves out none of the page’s keys', () => {
    const listed = SHORTCUTS.filter(({ title }) => title === 'everywhere' || title === 'recording');
    const keys = ['ArrowLeft', 'ArrowRight', ...'abcdefghijklmnopqrstuvwxyz,.?<>/ '.split('')];
    const answered = keys.flatMap((key) =>
      ([null, 'command'] as const).flatMap((hold) => commandFor(press({ hold, key }), null) ?? []),
    );
    const named = listed.flatMap(({ shortcuts }) => shortcuts.map(({ does }) => does));
    expect(new Set<string>(answered)).toEqual(new Set<string>(named));
  });

  test('names the keys by which rows are walked', () => {
    const walking = LIST_KEYS.filter(({ does }) => /Row$|^range$/.test(does));
    expect(walking.map(({ does }) => does)).toEqual([
      'nextRow',
      'previousRow',
      'firstRow',
      'lastRow',
      'range',
    ]);
    for (const { key } of walking.flatMap(({ chords }) => chords)) expect(isGridMove(key)).toBe(true);
  });
});
