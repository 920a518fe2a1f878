import type { Output } from './command-context.ts';

/** Columns of the terminal; null where the output goes elsewhere and may be as wide as it likes. */
export function screenWidth({ isTTY, columns }: Output): number | null {
  return isTTY === true ? (columns ?? 80) : null;
}
