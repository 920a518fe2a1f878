import { basename } from 'node:path';
import type { Failure } from '../../../shared/errors.ts';
import type { JobRecord } from '../storage/store.ts';

type Read = Pick<JobRecord, 'managedCopy' | 'source'>;

/**
 * Sentences of media tools name the file that was read. Where that is Earshot's own copy, whose name nobody knows, they get
 * the name that the recording had when it was dropped.
 */
export function inKnownName(words: string, { managedCopy, source }: Read): string {
  return managedCopy === null ? words : words.replaceAll(basename(managedCopy), () => basename(source.path));
}

/** {@link inKnownName} for what a person is told of a failure. */
export function failureInKnownName(failure: Failure, read: Read): Failure {
  const { message, hint } = failure;
  return { ...failure, message: inKnownName(message, read), hint: inKnownName(hint, read) };
}
