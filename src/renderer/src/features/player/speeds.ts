/** How fast a recording can be heard; 1 as it was spoken. */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** The next slower or faster one; the same at the end of the row. */
export function speedBeside(speed: number, direction: 'slower' | 'faster'): number {
  const found =
    direction === 'slower' ? SPEEDS.findLast((one) => one < speed) : SPEEDS.find((one) => one > speed);
  return found ?? speed;
}
