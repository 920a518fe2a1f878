/**
 * Gives the memory of a buffer back at once. For what passes through in great numbers: V8 lets 32 MB of such buffers gather
 * before it looks which of them are garbage, and what was allocated for them then stays with the process.
 *
 * @param bytes nobody may use them any more, nor what was cut from them
 */
export function freeBuffer({ buffer, byteLength }: Buffer): void {
  // A part belongs to others as well: Node cuts small buffers from one that it keeps.
  if (!(buffer instanceof ArrayBuffer) || buffer.detached || byteLength !== buffer.byteLength) return;
  buffer.transfer(0);
}
