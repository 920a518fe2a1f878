import type { Log } from '../../src/main/core/logging/log.ts';

/** A log that nobody reads. */
export const silentLog: Log = {
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
};
