import type { IncomingMessage } from 'node:http';
import { readBody } from '../core/api/request-body.ts';
import type { PageHandlers } from '../core/page/page-handlers.ts';
import { answerResult, refuse } from './answers.ts';

/** Room for a selection of a hundred thousand jobs. */
export const MAX_RPC_BYTES = 4 * 1024 * 1024;

/**
 * Answers `POST /rpc/<method>`, whose body is the input as JSON. Failures of the queue are 200: the request was understood.
 *
 * @param bodyLimitMs so long may the body take to come
 */
export async function answerRpc(
  request: IncomingMessage,
  method: string,
  answerPage: PageHandlers['answerPage'],
  bodyLimitMs: number,
): Promise<Response> {
  if (!isJson(request.headers['content-type'])) return refuse(415, 'The input must be application/json.');
  if (Number(request.headers['content-length'] ?? 0) > MAX_RPC_BYTES) return tooLarge();
  const limit = setTimeout(() => request.destroy(new Error('too slow')), bodyLimitMs);
  const body = await readBody(request, MAX_RPC_BYTES).finally(() => clearTimeout(limit));
  if (body.kind === 'cut') return refuse(400, 'The request was cut off.');
  if (body.kind === 'too-long') return tooLarge();
  let input: unknown;
  try {
    input = JSON.parse(body.text);
  } catch {
    return refuse(400, 'The input is not valid JSON.');
  }
  return answerResult(await answerPage(method, input));
}

function tooLarge(): Response {
  return refuse(413, `The input is larger than ${MAX_RPC_BYTES} bytes.`);
}

/** Also what keeps other sites out: a browser asks before it sends this from one, and is answered no. */
function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
