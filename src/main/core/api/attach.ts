import { setTimeout as pause } from 'node:timers/promises';
import { CONTRACT_VERSION } from '../../../shared/contract/methods.ts';
import { cancelled, EarshotError, type ErrorCode, toEarshotError } from '../../../shared/errors.ts';
import { tryTakeOwnership } from '../process/owner-lock.ts';
import type { Attachment } from './attachment.ts';
import { readEndpoint } from './endpoint.ts';
import { type HostOptions, hostQueue } from './host-queue.ts';
import { unreachable } from './line-end.ts';
import { SocketClient } from './socket-client.ts';
import { assertPrivateSocket } from './socket-path.ts';

export type AttachOptions = HostOptions & {
  /** How long an owner may be unreachable while it starts or leaves. */
  readonly limitMs: number;
};

const RETRY_MS = 50;

/** What an owner that is starting or leaving looks like: no file yet, an old one, its token, or nobody behind the socket. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['queue-unreachable', 'not-authorised']);

/**
 * Becomes the owner of the queue, or finds it.
 *
 * @throws EarshotError `cancelled`, `queue-unreachable` when there is an owner that does not answer, `contract-mismatch`,
 * `database-unwritable`, and whatever `becomeOwner` rejects with
 */
export async function attach(options: AttachOptions, signal: AbortSignal): Promise<Attachment> {
  const limit = AbortSignal.timeout(options.limitMs);
  const either = AbortSignal.any([signal, limit]);
  let problem: EarshotError | null = null;
  while (!either.aborted) {
    const lock = tryTakeOwnership(options.dataFolder);
    if (lock !== null) return hostQueue(lock, options);
    try {
      return await connectToOwner(options, either);
    } catch (error) {
      problem = toEarshotError(error);
      if (!PASSING.has(problem.code)) throw problem;
    }
    // Not all at the same moment: several clients may have lost the same owner.
    await pause(RETRY_MS * (0.5 + Math.random()));
  }
  if (signal.aborted) throw cancelled(signal.reason);
  throw new EarshotError('queue-unreachable', 'Another program runs the queue and does not answer.', {
    hint: 'End that program and run the command again.',
    cause: problem,
    ...(problem === null ? {} : { detail: problem.message }),
  });
}

async function connectToOwner(options: AttachOptions, signal: AbortSignal): Promise<Attachment> {
  const endpoint = await readEndpoint(options.dataFolder);
  if (endpoint === null) throw unreachable();
  const { socketPath, token } = endpoint;
  await assertPrivateSocket(socketPath, options.places.platform);
  const client = await SocketClient.connect(
    { socketPath, token, contractVersion: CONTRACT_VERSION },
    { signal },
  );
  return { role: 'client', client, end: () => client.close() };
}
