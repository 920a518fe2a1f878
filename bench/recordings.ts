import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A recording and the words that are spoken in it. */
export type Recording = { readonly name: string; readonly file: string; readonly text: string };

/** The long recordings, of which the speed file is made, and the short ones. */
export type Recordings = { readonly long: readonly Recording[]; readonly short: readonly Recording[] };

/** @param folder `test/fixtures/audio` */
export async function readRecordings(folder: string): Promise<Recordings> {
  const long = ['printing-1.flac', 'sonnet-1.mp3', 'sonnet-2.mp3'].map(async (fileName) => {
    const name = fileName.replace(/\.\w+$/u, '');
    return { name, file: join(folder, fileName), text: await readFile(join(folder, `${name}.txt`), 'utf8') };
  });
  const lines = (await readFile(join(folder, 'austen.tsv'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '');
  const short = lines.map((line) => {
    const [text = '', number = ''] = line.split('\t');
    const name = `austen-${number.trim()}`;
    return { name, file: join(folder, `${name}.wav`), text };
  });
  return { long: await Promise.all(long), short };
}
