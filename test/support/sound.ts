import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Decodes a recording with ffmpeg to mono 16-bit samples. */
export async function readPcm(file: string, sampleRateHz: number): Promise<Int16Array> {
  const args = [
    '-v',
    'error',
    '-nostdin',
    '-i',
    file,
    '-ac',
    '1',
    '-ar',
    String(sampleRateHz),
    '-f',
    's16le',
    'pipe:1',
  ];
  const { stdout } = await promisify(execFile)('ffmpeg', args, { encoding: 'buffer', maxBuffer: 2 ** 28 });
  return new Int16Array(
    stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length - (stdout.length % 2)),
  );
}

export function silence(lengthMs: number, sampleRateHz: number): Int16Array {
  return new Int16Array((lengthMs * sampleRateHz) / 1000);
}

/** Writes mono 16-bit samples as a WAV file (RIFF, format 1). */
export async function writeWav(
  file: string,
  pieces: readonly Int16Array[],
  sampleRateHz: number,
): Promise<void> {
  const data = Buffer.concat(
    pieces.map((piece) => Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)),
  );
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  await writeFile(file, Buffer.concat([header, data]));
}
