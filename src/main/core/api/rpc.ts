import type { IncomingMessage, ServerResponse } from 'node:http';
import { failed, type Result } from '../../../shared/contract/result.ts';
import { EarshotError } from '../../../shared/errors.ts';
import { dispatch, type Handlers } from './dispatch.ts';
import { readBody } from './request-body.ts';

/** Longest body: room for `queue.add` with a hundred thousand paths. */
export const MAX_REQUEST_BYTES = 32 * 1024 * 1024;

/** What stands before the name of a method in the path of a call. */
export const RPC_PREFIX = '/rpc/';

/** An answer as HTTP has it. Failures of the queue itself are 200: the request was understood and answered. */
export type RpcReply = { readonly status: number; readonly result: Result<unknown> };

/**
 * Answers `POST /rpc/<method>`, whose body is the input as JSON.
 *
 * @returns null when the caller hung up in the middle of its request
 */
export async function replyToRpc(request: IncomingMessage, handlers: Handlers): Promise<RpcReply | null> {
  const path = request.url ?? '';
  if (!path.startsWith(RPC_PREFIX)) return refuse(404, `There is nothing at ${path.slice(0, 100)}.`);
  if (request.method !== 'POST') return refuse(405, 'Methods of the queue are called with POST.');
  if (!isJson(request.headers['content-type'])) return refuse(415, 'The input must be application/json.');
  if (Number(request.headers['content-length'] ?? 0) > MAX_REQUEST_BYTES) return tooLarge();
  const body = await readBody(request, MAX_REQUEST_BYTES);
  if (body.kind === 'cut') return null;
  if (body.kind === 'too-long') return tooLarge();
  let input: unknown;
  try {
    input = JSON.parse(body.text);
  } catch (error) {
    return refuse(400, 'The input is not valid JSON.', error);
  }
  return { status: 200, result: await dispatch(handlers, path.slice(RPC_PREFIX.length), input) };
}

export function sendReply(response: ServerResponse, { status, result }: RpcReply): void {
  const body = Buffer.from(JSON.stringify(result));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

export function refuse(status: number, message: string, cause?: unknown): RpcReply {
  return { status, result: failed(new EarshotError('invalid-argument', message, { cause })) };
}

function tooLarge(): RpcReply {
  return refuse(413, `The input is larger than ${MAX_REQUEST_BYTES} bytes.`);
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
