import { rm } from 'node:fs/promises';
import { EarshotError } from '../../../shared/errors.ts';
import type { AsyncStore, SourceFingerprint } from '../storage/store.ts';
import type { JobBook } from './job-book.ts';
import type { JobCommands } from './job-commands.ts';
import { refusal } from './job-selection.ts';
import { hashSource } from './source-fingerprint.ts';

export type RelocationPorts = {
  readonly book: JobBook;
  readonly store: AsyncStore;
  readonly commands: Pick<JobCommands, 'resume'>;
  readonly reschedule: () => void;
};

/**
 * Tells a job where its recording is now. Another content, where that is accepted, is done from the start: the text of one
 * revision never comes from two recordings.
 *
 * @throws EarshotError `job-not-found`; `source-changed` for another content that nobody has accepted; `state-refused`
 *   for another content while the job runs; the errors of looking at the file
 */
export async function relocateJob(
  {
    uid,
    path,
    acceptChanged,
  }: { readonly uid: string; readonly path: string; readonly acceptChanged: boolean },
  { book, store, commands, reschedule }: RelocationPorts,
): Promise<void> {
  const found = await hashSource(path);
  const record = book.get(uid);
  const isSame = hasSameContent(record.source, found);
  if (!isSame && !acceptChanged) {
    throw new EarshotError('source-changed', `${path} is not the recording that this job was made for.`, {
      hint: 'Choose the right file, or say that the new one shall be used.',
    });
  }
  const changed = await (isSame ? store.relocate(record.id, found) : store.replaceSource(record.id, found));
  if (changed === null) throw refusal(book.get(uid).state, 'given another recording');
  book.apply(changed);
  // Nobody reads the copy of the old recording any more.
  if (record.managedCopy !== null && changed.managedCopy === null)
    await rm(record.managedCopy, { force: true });
  const waitedForIt = changed.blockReason === 'source-missing' || changed.blockReason === 'source-changed';
  if (waitedForIt) await commands.resume({ uids: [uid] });
  reschedule();
}

/** One that was never read is known by its length alone. */
function hasSameContent(known: SourceFingerprint, found: SourceFingerprint): boolean {
  return (
    known.sizeBytes === found.sizeBytes &&
    (known.partialHash === null || known.partialHash === found.partialHash)
  );
}
