import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { type MediaSource, pageHeaders } from './page-headers.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * A file of the renderer bundle, with everything that keeps a page in its place.
 *
 * Always a response, never an error: 200, or 404 for what is not inside the folder, whatever the path looks like.
 *
 * @param pathname of the address, as it came: `/` for the page itself
 */
export async function answerPageFile(
  pathname: string,
  rendererFolder: string,
  mediaSource: MediaSource,
): Promise<Response> {
  // The files are replaced by the next version under the same names.
  const headers = { ...pageHeaders(mediaSource), 'cache-control': 'no-cache' };
  const file = await readInside(rendererFolder, pathname);
  if (file === null) return new Response(null, { status: 404, headers });
  const type = CONTENT_TYPES[file.extension] ?? 'application/octet-stream';
  return new Response(file.content, { headers: { ...headers, 'content-type': type } });
}

type FoundFile = { readonly content: Uint8Array<ArrayBuffer>; readonly extension: string };

async function readInside(folder: string, pathname: string): Promise<FoundFile | null> {
  const names = namesIn(pathname);
  if (names === null) return null;
  try {
    const root = await realpath(folder);
    // A link inside the folder must not lead out of it.
    const path = await realpath(join(root, ...names));
    if (!path.startsWith(root + sep)) return null;
    return { content: new Uint8Array(await readFile(path)), extension: extname(path).toLowerCase() };
  } catch {
    return null; // not there, a folder, or not to be read: to a page it is all the same
  }
}

/** @returns the folders and the file that a path names; null for one that tries anything else */
function namesIn(pathname: string): string[] | null {
  const path = decoded(pathname);
  if (path === null || !path.startsWith('/') || /[\\\0:]/.test(path)) return null;
  if (path === '/') return ['index.html'];
  const names = path.slice(1).split('/');
  return names.every((name) => name !== '' && !/^\.+$/.test(name)) ? names : null;
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null; // a `%` that stands for nothing
  }
}
