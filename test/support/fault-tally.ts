import { appendFileSync } from 'node:fs';
import type { Finding, Invariant } from './fault-oracle.ts';

export type Tally = {
  cycles: number;
  lostJobs: number;
  lostSegments: number;
  duplicatedSegments: number;
  stuckJobs: number;
  orphans: number;
};

const COUNTED: { readonly [Name in Invariant]?: keyof Tally } = {
  'lost-job': 'lostJobs',
  'lost-segment': 'lostSegments',
  'duplicated-segment': 'duplicatedSegments',
};

/** Adds to the sums that `npm run test:faults` prints at its end; does nothing in other runs. */
export function addToTally(part: Partial<Tally>): void {
  const file = process.env['EARSHOT_FAULTS_TALLY'];
  if (file !== undefined && file !== '') appendFileSync(file, `${JSON.stringify(part)}\n`);
}

/** Counts one fault with what was found after it. */
export function countCycle(findings: readonly Finding[], other: Partial<Tally> = {}): void {
  const tally: Partial<Tally> = { cycles: 1, ...other };
  for (const { invariant } of findings) {
    const name = COUNTED[invariant];
    if (name !== undefined) tally[name] = (tally[name] ?? 0) + 1;
  }
  addToTally(tally);
}
