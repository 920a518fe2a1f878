import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { wantedBytes } from './byte-range.ts';
import { fileBody } from './file-body.ts';

/** What a player plays; see `media.playback`. */
export type PlayableFile = { readonly path: string; readonly mediaType: string };

/**
 * Answers a player: the file, or the part of it that was asked for. Without parts a player cannot seek, so ranges are
 * answered to the byte. Several ranges at once get the whole file.
 *
 * Always a response, never an error: 200, 206, 404, 405 or 416.
 */
export async function answerMedia(request: Request, { path, mediaType }: PlayableFile): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { ...ALWAYS, allow: 'GET, HEAD' } });
  }
  const file = await openFile(path);
  if (file === null) return new Response(null, { status: 404, headers: ALWAYS });
  const { handle, sizeBytes } = file;
  // Without a mark of its version a file cannot be proved to be the one of before: whoever asks for that gets it whole.
  const range = request.headers.has('if-range') ? null : request.headers.get('range');
  const wanted = wantedBytes(range, sizeBytes);
  const headers: Record<string, string> = { ...ALWAYS, 'accept-ranges': 'bytes' };
  if (wanted.kind === 'none') {
    await handle.close();
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${sizeBytes}` },
    });
  }
  const { first, last } = wanted.kind === 'part' ? wanted : { first: 0, last: sizeBytes - 1 };
  headers['content-type'] = mediaType;
  headers['content-length'] = String(last - first + 1);
  if (wanted.kind === 'part') headers['content-range'] = `bytes ${first}-${last}/${sizeBytes}`;
  const status = wanted.kind === 'part' ? 206 : 200;
  if (request.method === 'HEAD' || last < first) {
    await handle.close();
    return new Response(null, { status, headers });
  }
  return new Response(fileBody(handle, first, last, request.signal), { status, headers });
}

/** What is said belongs to the person alone: no cache keeps it. And nobody guesses that it is a page. */
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

/** @returns null for what is not there, cannot be read, or is no file */
async function openFile(path: string): Promise<{ handle: FileHandle; sizeBytes: number } | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch {
    return null; // which answer says why is nothing that a page needs to know
  }
  const stats = await handle.stat().catch(() => null);
  if (stats?.isFile() === true) return { handle, sizeBytes: stats.size };
  await handle.close();
  return null;
}
