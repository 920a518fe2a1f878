import type { FailpointName } from '../../src/main/core/process/failpoint.ts';

/** Where a program that opens its store and works with it comes by. */
export const FAILPOINTS_ON_THE_WAY: readonly FailpointName[] = [
  'write.before-begin',
  'write.before-commit',
  'write.after-commit',
  'chunk.after-segments',
  'recovery.before-counters',
  'migration.before-version',
];
