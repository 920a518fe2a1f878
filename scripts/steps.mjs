// Short progress lines for set-up work, on stderr so that stdout stays the program's own.
const startedAt = performance.now();

/** Prints one line with the seconds since the command began. */
export function log(line) {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`[${seconds} s] ${line}\n`);
}

/** Ends the program with a plain message: set-up failures are for people, not stack traces. */
export function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}
