import type { Connection } from '../connection.ts';

/** One step forward. Once shipped it is never edited: databases that have taken it exist. */
export type Migration = {
  /** From 1, without gaps; what `user_version` says afterwards. */
  readonly version: number;
  readonly apply: (connection: Connection) => void;
};
