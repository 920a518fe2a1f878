/** What a `Range` header asks for. Bytes count from 0, and `last` is part of it. */
export type WantedBytes =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly first: number; readonly last: number }
  /** Nothing of it is there. */
  | { readonly kind: 'none' };

const ONE_RANGE = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i;

/**
 * Reads a `Range` header as RFC 9110 has it: what is no range of bytes is ignored. Several ranges at once are answered with
 * the whole, as the standard allows: no player asks so.
 */
export function wantedBytes(header: string | null, sizeBytes: number): WantedBytes {
  const [, first, last] = ONE_RANGE.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return { kind: 'whole' };
  if (first === '') return lastBytes(Number(last), sizeBytes);
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last);
  if (end < Number(first)) return { kind: 'whole' };
  if (Number(first) >= sizeBytes) return { kind: 'none' };
  return { kind: 'part', first: Number(first), last: Math.min(end, sizeBytes - 1) };
}

function lastBytes(count: number, sizeBytes: number): WantedBytes {
  if (count === 0 || sizeBytes === 0) return { kind: 'none' };
  return { kind: 'part', first: Math.max(0, sizeBytes - count), last: sizeBytes - 1 };
}
