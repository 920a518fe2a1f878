/**
 * SubRip has no escapes, yet players take `<i>`, `{\an8}`, `\N` and a line like a timing for orders, and swallow them.
 * Where spoken text would be taken for one, a look-alike of the same width stands in for the one character that
 * makes it an order; everything else stays as it is (`3 < 5`, `a -> b`).
 */
export function neutraliseSubRipMarkup(line: string): string {
  return line
    .replace(/-->/g, '--›')
    .replace(/<(?=[^\s\d=])/gu, '‹')
    .replace(/\{(?=\\|[a-z]:)/giu, '❴')
    .replace(/\\/g, '⧵');
}
