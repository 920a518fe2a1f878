import type { IncomingMessage } from 'node:http';

/** What came of reading a body. */
export type RequestBody =
  | { readonly kind: 'whole'; readonly text: string }
  /** Longer than allowed; the rest is read and dropped. */
  | { readonly kind: 'too-long' }
  /** The caller hung up. */
  | { readonly kind: 'cut' };

/** Reads a body to its end, and keeps no more of it than allowed. Never rejects. */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<RequestBody> {
  return new Promise((resolve) => {
    let parts: Buffer[] = [];
    let sizeBytes = 0;
    request.on('data', (part: Buffer) => {
      sizeBytes += part.length;
      if (sizeBytes <= limitBytes) parts.push(part);
      else {
        parts = [];
        resolve({ kind: 'too-long' });
      }
    });
    request.once('end', () => resolve({ kind: 'whole', text: Buffer.concat(parts).toString('utf8') }));
    request.once('error', () => resolve({ kind: 'cut' }));
  });
}
