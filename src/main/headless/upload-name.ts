import { extname } from 'node:path';
import { exportFileName } from '../core/export/export-file-name.ts';

/** What a file is called whose own name leaves nothing. */
const NAMELESS = 'recording';
/** Names that Windows keeps for devices, with any extension. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;
/** Longer is no extension but a part of the name. */
const MAX_EXTENSION_LENGTH = 20;

/**
 * The name under which a file is kept that a page has sent: its own, without what a file system or a terminal might
 * take for something else. Of folders only the last part counts, whichever way they are written.
 *
 * @param given a file name, or its path inside the folder that was dropped: `Talks/Day 1/opening.mp3`
 */
export function uploadName(given: string): string {
  const [last = ''] = given.split(/[/\\]/).slice(-1);
  const name = last
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
    .replace(DEVICES, '_$&');
  if (name === '') return NAMELESS;
  const extension = extname(name).length > MAX_EXTENSION_LENGTH ? '' : extname(name);
  const baseName = name.slice(0, name.length - extension.length);
  return exportFileName({ baseName, number: 1, partial: false, extension });
}
