import { z } from 'zod';
import { grantSchema } from '../../../shared/contract/page.ts';
import { failed, type Result, succeeded } from '../../../shared/contract/result.ts';
import { EarshotError } from '../../../shared/errors.ts';
import { pathInFolder } from './path-in-folder.ts';
import { readResult, unreachable } from './read-result.ts';

const uploadSchema = z.strictObject({ grant: grantSchema });

/**
 * Sends files to the host, one after the other: they share one line.
 *
 * @param stop hangs up: the host throws away what it has of the file on its way, and soon what nobody hands in
 */
export async function uploadFiles(
  files: readonly File[],
  onProgress: (fraction: number) => void,
  stop?: AbortSignal,
): Promise<Result<string[]>> {
  const grants: string[] = [];
  for (const [index, file] of files.entries()) {
    const answer = await send(file, (share) => onProgress((index + share) / files.length), stop);
    if (!answer.ok) return answer;
    const stored = uploadSchema.safeParse(answer.value);
    if (!stored.success) return failed(unreachable(stored.error));
    grants.push(stored.data.grant);
  }
  return succeeded(grants);
}

/** `fetch` does not tell how much of a body has been sent. */
function send(file: File, onShare: (share: number) => void, stop?: AbortSignal): Promise<Result<unknown>> {
  return new Promise((resolve) => {
    if (stop?.aborted === true) return resolve(failed(stopped(file)));
    const request = new XMLHttpRequest();
    request.open('PUT', `/uploads?name=${encodeURIComponent(pathInFolder(file))}`);
    request.responseType = 'json';
    const hangUp = (): void => request.abort();
    stop?.addEventListener('abort', hangUp, { once: true });
    request.addEventListener('loadend', () => stop?.removeEventListener('abort', hangUp));
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onShare(total === 0 ? 1 : loaded / total),
    );
    request.addEventListener('load', () => resolve(readResult(request.response)));
    request.addEventListener(
      'error',
      (event) => void whyNot(file, event).then((why) => resolve(failed(why))),
    );
    request.addEventListener('abort', () => resolve(failed(stopped(file))));
    request.send(file);
  });
}

/** A browser says the same of a host that is gone and of a file that is: only reading it tells. */
async function whyNot(file: File, event: ProgressEvent): Promise<EarshotError> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return unreachable(event);
  } catch (cause) {
    return new EarshotError('file-unreadable', `${file.name} cannot be read.`, { cause });
  }
}

function stopped({ name }: File): EarshotError {
  return new EarshotError('cancelled', `${name} was not sent to its end.`);
}
