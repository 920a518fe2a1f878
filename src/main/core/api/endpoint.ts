import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EarshotError, errnoOf } from '../../../shared/errors.ts';

/** Fields that a newer program adds are passed over: whether the two fit is settled when they talk. */
const endpointSchema = z.object({
  pid: z.int().positive(),
  /** A Unix socket, or a named pipe on Windows. */
  socketPath: z.string().min(1),
  /** Whoever can read it may use the queue. */
  token: z.string().min(1),
  contractVersion: z.int(),
  /** Of the program. */
  version: z.string(),
  /** Milliseconds since 1970. */
  startedAtMs: z.int(),
});

/** How to reach the owner of a data folder. */
export type Endpoint = Readonly<z.infer<typeof endpointSchema>>;

/**
 * Tells other programs of this user where the queue is. Only the owner may call this.
 *
 * @throws EarshotError `database-unwritable`
 */
export async function publishEndpoint(dataFolder: string, endpoint: Endpoint): Promise<void> {
  const file = endpointFile(dataFolder);
  const draft = `${file}.new`;
  try {
    // A left-over draft would keep its permissions.
    await rm(draft, { force: true });
    await writeFile(draft, JSON.stringify(endpoint), { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    throw new EarshotError('database-unwritable', `${file} cannot be written.`, { cause: error });
  }
}

/**
 * @returns what the last owner has published, who may be gone; null when there is nothing that can be understood
 * @throws EarshotError `not-authorised` when the file belongs to another user
 */
export async function readEndpoint(dataFolder: string): Promise<Endpoint | null> {
  try {
    const endpoint = endpointSchema.safeParse(JSON.parse(await readFile(endpointFile(dataFolder), 'utf8')));
    return endpoint.success ? endpoint.data : null;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw new EarshotError('not-authorised', `${endpointFile(dataFolder)} cannot be read.`, { cause: error });
  }
}

/** Only the owner may call this. */
export async function withdrawEndpoint(dataFolder: string): Promise<void> {
  await rm(endpointFile(dataFolder), { force: true });
}

function endpointFile(dataFolder: string): string {
  return join(dataFolder, 'owner.json');
}
