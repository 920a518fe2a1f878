/** What counts of a `KeyboardEvent`. */
export type KeyPress = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

/**
 * A key, and what is held down with it. `command` and `control` are both Ctrl or ⌘ to Earshot; on a Mac the one is written
 * as ⌘ and the other as ⌃, since the system takes the other one for itself.
 */
export type Chord = {
  readonly hold: 'command' | 'control' | 'shift' | 'alt' | null;
  /** As `KeyboardEvent` names it, letters small. */
  readonly key: string;
};

/** What an action is asked for by: any of its chords does it. */
export type Binding<Action extends string = string> = {
  readonly does: Action;
  readonly chords: readonly Chord[];
};

export function plain(key: string): Chord {
  return { hold: null, key };
}

export function holding(hold: NonNullable<Chord['hold']>, key: string): Chord {
  return { hold, key };
}

export function bind<Action extends string>(does: Action, ...chords: readonly Chord[]): Binding<Action> {
  return { does, chords };
}

/** @returns what a key asks for; null when it asks for none of these */
export function boundTo<Action extends string>(
  bindings: readonly Binding<Action>[],
  press: KeyPress,
): Action | null {
  const found = bindings.find(({ chords }) => chords.some((chord) => isPressed(chord, press)));
  return found?.does ?? null;
}

function isPressed({ hold, key }: Chord, press: KeyPress): boolean {
  const isSign = key.length === 1 && key !== ' ';
  if ((isSign ? press.key.toLowerCase() : press.key) !== key) return false;
  const isWithControl = hold === 'command' || hold === 'control';
  if ((press.ctrlKey || press.metaKey) !== isWithControl || press.altKey !== (hold === 'alt')) return false;
  // Where a sign stands on the keyboard decides whether Shift is needed for it.
  return isSign || press.shiftKey === (hold === 'shift');
}
