import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EarshotError, errnoOf } from '../../shared/errors.ts';
import { newUid } from '../core/queue/new-uid.ts';

const schema = z.strictObject({
  /** Whoever can read it can make cookies that this host takes. */
  key: z.string().min(43),
  /** Where pages were last served: tabs that are still open find the next host there. Null for no port of our own yet. */
  port: z.int().min(1).max(65_535).nullable(),
});

/** What outlives a host, so that a browser that was let in once stays let in, and finds the way back. */
export type PageAccessFile = Readonly<z.infer<typeof schema>>;

/**
 * Reads what an earlier host has left; makes it where nothing is there, or nothing that can be understood.
 *
 * @throws EarshotError `database-unwritable`
 */
export async function readAccessFile(dataFolder: string): Promise<PageAccessFile> {
  const found = await readFile(fileIn(dataFolder), 'utf8').catch(passOverMissing);
  const known = schema.safeParse(parsed(found));
  if (known.success) return known.data;
  const fresh = { key: randomBytes(32).toString('base64url'), port: null };
  await writeAccessFile(dataFolder, fresh);
  return fresh;
}

/** @throws EarshotError `database-unwritable` */
export async function writeAccessFile(dataFolder: string, content: PageAccessFile): Promise<void> {
  const file = fileIn(dataFolder);
  const draft = `${file}.${newUid()}.new`;
  try {
    await writeFile(draft, JSON.stringify(content), { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    throw new EarshotError('database-unwritable', `${file} cannot be written.`, { cause: error });
  }
}

function fileIn(dataFolder: string): string {
  return join(dataFolder, 'pages.json');
}

function passOverMissing(error: unknown): null {
  if (errnoOf(error) === 'ENOENT') return null;
  throw new EarshotError('database-unwritable', 'The file with the key for pages cannot be read.', {
    cause: error,
  });
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null; // cut off in the middle: a new key costs a new link
  }
}
