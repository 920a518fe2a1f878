import type { FileHandle } from 'node:fs/promises';

const PIECE_BYTES = 256 * 1024;

/**
 * A part of a file as the body of an answer: read piece by piece, no faster than it is taken. Closes the file when all is
 * read, when nobody wants the rest, or when the signal fires.
 *
 * @param last the last byte that is part of it
 */
export function fileBody(
  file: FileHandle,
  first: number,
  last: number,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  let at = first;
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    signal.removeEventListener('abort', onAbort);
    await file.close();
  };
  const onAbort = (): void => void close().catch(() => {});
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { buffer, bytesRead } = await file.read({
            buffer: new Uint8Array(Math.min(PIECE_BYTES, last - at + 1)),
            position: at,
          });
          if (bytesRead === 0) throw new Error('The file has become shorter.');
          at += bytesRead;
          controller.enqueue(buffer.subarray(0, bytesRead));
          if (at <= last) return;
          await close();
          controller.close();
        } catch (error) {
          // The length was promised: an end that comes too early must not look like the end.
          controller.error(error);
          await close();
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}
