import { type Agent, request } from 'node:http';

/** Where a call goes. */
export type PostTarget = {
  readonly socketPath: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
};

/**
 * Sends JSON and reads the JSON that comes back, whatever the status.
 *
 * @throws the error of the connection; SyntaxError when the answer is no JSON
 */
export function postJson({ socketPath, path, headers, agent }: PostTarget, body: Buffer): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const post = request(
      {
        socketPath,
        path,
        method: 'POST',
        agent,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': body.length },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', reject);
        response.once('end', () => {
          try {
            resolve(JSON.parse(Buffer.concat(parts).toString('utf8')));
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    post.once('error', reject);
    post.end(body);
  });
}
