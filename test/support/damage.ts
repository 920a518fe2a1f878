import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Turns every bit of a part of a file around. */
export function flipBytes(path: string, position: number, length: number): void {
  const file = openSync(path, 'r+');
  try {
    const bytes = Buffer.alloc(length);
    const read = readSync(file, bytes, 0, length, position);
    for (const [index, byte] of bytes.subarray(0, read).entries()) bytes[index] = byte ^ 0xff;
    writeSync(file, bytes, 0, read, position);
  } finally {
    closeSync(file);
  }
}
