/** A wait that takes longer has failed; it says what it waited for. Long enough for a machine with other work. */
export const LONGEST_WAIT_MS = 120_000;
