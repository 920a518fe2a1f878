import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { OwnerAddress } from '../../src/main/core/api/open-web-socket.ts';
import type { ServedQueue } from '../../src/main/core/api/running-queue.ts';
import { type ServerLimits, SocketServer } from '../../src/main/core/api/socket-server.ts';
import { CONTRACT_VERSION } from '../../src/shared/contract/methods.ts';

const TOKEN = 'the-token-of-this-test';

/** Serves a queue on a socket of its own in the folder. */
export async function serveOnSocket(
  folder: string,
  queue: ServedQueue,
  limits: Partial<ServerLimits> = {},
): Promise<{ server: SocketServer; owner: OwnerAddress }> {
  const socketPath = join(folder, `${randomUUID().slice(0, 8)}.sock`);
  const server = await SocketServer.listen({ socketPath, token: TOKEN, queue, limits });
  return { server, owner: { socketPath, token: TOKEN, contractVersion: CONTRACT_VERSION } };
}
