import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';

export type RawAnswer = { readonly status: number; readonly body: unknown };

/** One HTTP request to a socket, with any headers and any body. */
export function rawRequest(
  socketPath: string,
  options: { method?: string; path: string; headers?: Record<string, string> },
  body: string | Buffer = '',
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const raw = request({ socketPath, method: 'POST', ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    raw.once('error', reject);
    raw.end(body);
  });
}

/** A connection that sends what it is told and nothing else; being cut is no error for it. */
export async function rawConnection(socketPath: string, text = ''): Promise<Socket> {
  const socket = connect(socketPath);
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

/** Waits until the other side has cut the connection, in whatever way. */
export function cutOff(socket: Socket): Promise<void> {
  socket.resume();
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}
