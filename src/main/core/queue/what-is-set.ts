/** A field that is there without a value changes nothing. */
export function whatIsSet<T extends object>(change: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const set: { [Key in keyof T]?: Exclude<T[Key], undefined> } = {};
  for (const key in change) {
    const value = change[key];
    if (isSet(value)) set[key] = value;
  }
  return set;
}

function isSet<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}
