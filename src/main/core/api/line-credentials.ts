import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { CONTRACT_VERSION } from '../../../shared/contract/methods.ts';
import { EarshotError } from '../../../shared/errors.ts';

const CONTRACT_HEADER = 'earshot-contract';

/** What a client brings along with every request. */
export type LineCredentials = {
  readonly token: string;
  readonly contractVersion: number;
};

export function credentialHeaders({ token, contractVersion }: LineCredentials): Record<string, string> {
  return { authorization: `Bearer ${token}`, [CONTRACT_HEADER]: String(contractVersion) };
}

/** @returns `not-authorised` or `contract-mismatch`; null for who may come in */
export function checkCredentials(headers: IncomingHttpHeaders, token: string): EarshotError | null {
  if (!isSame(headers.authorization ?? '', `Bearer ${token}`)) {
    return new EarshotError('not-authorised', 'The queue was asked without its current token.');
  }
  const theirs = String(headers[CONTRACT_HEADER] ?? 'none');
  if (theirs === String(CONTRACT_VERSION)) return null;
  return new EarshotError(
    'contract-mismatch',
    `The program that runs the queue is of another version (it speaks contract ${CONTRACT_VERSION}, this one ${theirs}).`,
  );
}

/** Takes the same time wherever the two differ, and for any length. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
