import { open } from 'node:fs/promises';

/** Sample entries of copy-protected sound: Common Encryption, FairPlay, Audible. */
const PROTECTED_SOUND: ReadonlySet<string> = new Set(['enca', 'drms', 'aavd']);
const PATH_TO_SAMPLE_ENTRIES = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd'];
/** `stsd` begins with version, flags and a count of entries (ISO/IEC 14496-12, 8.5.2). */
const STSD_HEADER_BYTES = 8;

type Box = { readonly type: string; readonly bodyAt: number; readonly endAt: number };
type ReadAt = (position: number, length: number) => Promise<Buffer>;

/**
 * Whether an MP4 file holds copy-protected sound. ffmpeg does not say so: it reports ordinary AAC and then fails on
 * every packet. Only box headers are read, so the size of the file does not matter.
 */
export async function hasProtectedSound(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const readAt: ReadAt = async (position, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    return await holdsProtectedEntry(readAt, 0, size, 0);
  } finally {
    await handle.close();
  }
}

async function holdsProtectedEntry(
  readAt: ReadAt,
  from: number,
  to: number,
  depth: number,
): Promise<boolean> {
  const wanted = PATH_TO_SAMPLE_ENTRIES[depth];
  for await (const box of boxesIn(readAt, from, to)) {
    if (wanted === undefined) {
      if (PROTECTED_SOUND.has(box.type)) return true;
    } else if (box.type === wanted) {
      const skipBytes = wanted === 'stsd' ? STSD_HEADER_BYTES : 0;
      if (await holdsProtectedEntry(readAt, box.bodyAt + skipBytes, box.endAt, depth + 1)) return true;
    }
  }
  return false;
}

async function* boxesIn(readAt: ReadAt, from: number, to: number): AsyncGenerator<Box> {
  let at = from;
  while (at + 8 <= to) {
    const header = await readAt(at, 16);
    if (header.length < 8) return;
    const declared = header.readUInt32BE(0);
    const isLarge = declared === 1 && header.length === 16;
    // Size 0 means "to the end of the file"; size 1 means that a 64-bit size follows.
    const sizeBytes = declared === 0 ? to - at : isLarge ? Number(header.readBigUInt64BE(8)) : declared;
    const headerBytes = isLarge ? 16 : 8;
    if (sizeBytes < headerBytes) return;
    yield {
      type: header.toString('latin1', 4, 8),
      bodyAt: at + headerBytes,
      endAt: Math.min(to, at + sizeBytes),
    };
    at += sizeBytes;
  }
}
