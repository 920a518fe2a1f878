import * as fc from 'fast-check';

const ODD = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(-1, 1e308, 2 ** 53, '\0', '../../etc/passwd', '__proto__', '<script>', '\ud800'),
);

/** Something near to what fits: with a field taken away, added or replaced, at some depth. */
export function nearly(input: unknown): fc.Arbitrary<unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return ODD;
  const fields = Object.entries(input);
  const replaced = fields.map(([name, value]) => nearly(value).map((other) => ({ ...input, [name]: other })));
  const without = fields.map(([name]) =>
    fc.constant(Object.fromEntries(fields.filter(([other]) => other !== name))),
  );
  const more = fc.tuple(fc.string(), ODD).map(([name, value]) => ({ ...input, [name]: value }));
  return fc.oneof(ODD, more, ...replaced, ...without);
}

/** What fits, with one place of it, or one that is added, filled with far too much. */
export function* oversized(input: unknown): Generator {
  yield* TOO_MUCH;
  if (Array.isArray(input)) yield Array.from({ length: 200_000 }, () => input[0]);
  else if (typeof input === 'object' && input !== null) {
    for (const more of TOO_MUCH) yield { ...input, more };
    for (const [name, value] of Object.entries(input)) {
      for (const much of oversized(value)) yield { ...input, [name]: much };
    }
  }
}

const TOO_MUCH: readonly unknown[] = [
  'x'.repeat(5_000_000),
  Array.from({ length: 200_000 }, (_, index) => `job${String(index).padStart(17, '0')}`),
  nested(5_000),
];

function nested(depth: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}
