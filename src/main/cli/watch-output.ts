import { errnoOf, writeFailure } from '../../shared/errors.ts';
import { EXIT } from './exit-codes.ts';
import { failureLine } from './failure-line.ts';

/**
 * Ends the work when its text can no longer be written. Behind `earshot … | head` there is nobody left to tell, so the
 * program ends as a filter does; on a full disk behind `earshot … > file` text is lost, which must not look like success.
 *
 * @param stop called once, at the first failed write: those that follow it fail too
 * @returns the exit code that overrules the program's own, or null while all text was written
 */
export function watchOutput(
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
  stop: () => void,
): () => number | null {
  let exitCode: number | null = null;
  stdout.on('error', (thrown) => {
    if (exitCode !== null) return;
    const errno = errnoOf(thrown);
    exitCode = errno === 'EPIPE' ? EXIT.terminated : EXIT.someFailed;
    if (errno !== 'EPIPE') {
      const message = 'The text cannot be written to standard output.';
      const error = writeFailure(
        thrown,
        { full: message, other: message },
        'Free some space, or send it elsewhere.',
      );
      stderr.write(failureLine(error));
    }
    stop();
  });
  // What is told besides the text may get lost; the text still has its reader.
  stderr.on('error', () => {});
  return () => exitCode;
}
