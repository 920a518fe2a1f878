import { deflateSync } from 'node:zlib';

/** Whisper's measure of repetition (openai/whisper, utils.py): bytes of the text against bytes after zlib. */
export function compressionRatio(text: string): number {
  const bytes = Buffer.from(text);
  return bytes.length / deflateSync(bytes).length;
}
