import type { IncomingMessage } from 'node:http';
import { failed, succeeded } from '../../shared/contract/result.ts';
import { cancelled, EarshotError, type ErrorCode, toEarshotError } from '../../shared/errors.ts';
import { StallWatch } from '../core/process/stall-watch.ts';
import { answerResult, refuse } from './answers.ts';
import type { Uploads } from './uploads.ts';

/** More is no recording; the space on the disk is the limit that counts. */
const MAX_UPLOAD_BYTES = 256 * 1024 ** 3;
const MAX_NAME_LENGTH = 4_096;

export type ReceivingOptions = {
  readonly uploads: Uploads;
  /** A sender that says nothing for so long is cut off. */
  readonly silenceLimitMs: number;
  readonly closing: AbortSignal;
};

/** Answers `PUT /uploads?name=…`, whose body is the file: with a grant for it. */
export async function receiveUpload(
  request: IncomingMessage,
  name: string,
  options: ReceivingOptions,
): Promise<Response> {
  if (name === '' || name.length > MAX_NAME_LENGTH) return refuse(400, 'A file needs a name.');
  const length = request.headers['content-length'];
  // Browsers know how long a file is, and then an end that comes too early cannot be taken for the end.
  if (length === undefined) return refuse(411, 'How long the file is has to be said before it comes.');
  const sizeBytes = Number(length);
  if (sizeBytes > MAX_UPLOAD_BYTES) return refuse(413, 'The file is too large.');
  try {
    const grant = await options.uploads.receive({ name, sizeBytes, content: contentOf(request, options) });
    return answerResult(succeeded({ grant }));
  } catch (thrown) {
    const error = toEarshotError(thrown);
    return answerResult(failed(error), STATUS[error.code] ?? 500);
  }
}

const STATUS: { readonly [Code in ErrorCode]?: number } = { 'disk-full': 507, cancelled: 400 };

/** @throws EarshotError `cancelled` when the sender hangs up or falls silent */
async function* contentOf(
  request: IncomingMessage,
  { silenceLimitMs, closing }: ReceivingOptions,
): AsyncGenerator<Buffer> {
  const cut = (): void => void request.destroy(new Error('This host ends, or the sender has fallen silent.'));
  const silence = new StallWatch(silenceLimitMs, cut);
  closing.addEventListener('abort', cut);
  try {
    // Destroyed, a request could not be answered any more: a full disk has to be told.
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      silence.reset();
      if (!Buffer.isBuffer(piece)) throw new EarshotError('internal', 'A request came as text.');
      yield piece;
    }
  } catch (thrown) {
    throw thrown instanceof EarshotError ? thrown : cancelled(thrown);
  } finally {
    silence.stop();
    closing.removeEventListener('abort', cut);
  }
}
