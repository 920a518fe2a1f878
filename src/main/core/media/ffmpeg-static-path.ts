import { createRequire } from 'node:module';
import { errnoOf } from '../../../shared/errors.ts';

/**
 * Where the package `ffmpeg-static` keeps (or would keep) its program; null when the package is not installed. Its
 * installer may have been denied, so the file need not exist.
 *
 * Required at run time and not imported: the bundle leaves the package out, and an app without it must still start.
 */
export function ffmpegStaticPath(): string | null {
  try {
    const path: unknown = createRequire(import.meta.url)('ffmpeg-static');
    return typeof path === 'string' ? path : null;
  } catch (error) {
    if (errnoOf(error) === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
