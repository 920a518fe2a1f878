import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readBody } from '../../../src/main/core/api/request-body.ts';

/** A request whose body comes in these pieces. */
function requestOf(pieces: Iterable<Buffer>): IncomingMessage {
  // oxlint-disable-next-line no-unsafe-type-assertion -- its body is all that is read of it
  return Readable.from(pieces, { objectMode: false }) as unknown as IncomingMessage;
}

test('letters that were cut in two on their way are whole again', async () => {
  const text = 'é世\u{1f600}'.repeat(1_000);
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) =>
    bytes.subarray(index * 7, index * 7 + 7),
  );
  expect(await readBody(requestOf(pieces), bytes.length)).toEqual({ kind: 'whole', text });
});

test('what is one byte too long is not kept', async () => {
  const bytes = Buffer.alloc(1_000, 'x');
  expect(await readBody(requestOf([bytes]), 1_000)).toMatchObject({ kind: 'whole' });
  expect(await readBody(requestOf([bytes, Buffer.from('x')]), 1_000)).toEqual({ kind: 'too-long' });
});
