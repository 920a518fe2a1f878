/** What one check found; a failed one says what to do. */
export type Verdict = { readonly isGood: boolean; readonly words: string };

const GIB = 1024 ** 3;

export function formatGib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}
