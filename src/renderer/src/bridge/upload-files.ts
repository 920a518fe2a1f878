import { z } from 'zod';
import { grantSchema } from '../../../shared/contract/page.ts';
import { failed, type Result, succeeded } from '../../../shared/contract/result.ts';
import { pathInFolder } from './path-in-folder.ts';
import { readResult, unreachable } from './read-result.ts';

const uploadSchema = z.strictObject({ grant: grantSchema });

/** Sends files to the host, one after the other: they share one line, and the first can be transcribed meanwhile. */
export async function uploadFiles(
  files: readonly File[],
  onProgress: (fraction: number) => void,
): Promise<Result<string[]>> {
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  let sentBytes = 0;
  const grants: string[] = [];
  for (const file of files) {
    const before = sentBytes;
    const answer = await send(file, (bytes) => onProgress(share(before + bytes, totalBytes)));
    if (!answer.ok) return answer;
    const stored = uploadSchema.safeParse(answer.value);
    if (!stored.success) return failed(unreachable(stored.error));
    grants.push(stored.data.grant);
    sentBytes += file.size;
  }
  return succeeded(grants);
}

/** `fetch` does not tell how much of a body has been sent. */
function send(file: File, onSent: (bytes: number) => void): Promise<Result<unknown>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `/uploads?name=${encodeURIComponent(pathInFolder(file))}`);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    request.addEventListener('load', () => resolve(readResult(request.response)));
    request.addEventListener('error', (event) => resolve(failed(unreachable(event))));
    request.addEventListener('abort', (event) => resolve(failed(unreachable(event))));
    request.send(file);
  });
}

function share(bytes: number, totalBytes: number): number {
  return totalBytes === 0 ? 1 : Math.min(bytes / totalBytes, 1);
}
