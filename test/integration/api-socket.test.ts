import { once } from 'node:events';
import { connect as connectTo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Handlers } from '../../src/main/core/api/dispatch.ts';
import { credentialHeaders } from '../../src/main/core/api/line-credentials.ts';
import { type OwnerAddress, openWebSocket } from '../../src/main/core/api/open-web-socket.ts';
import { parseMessage } from '../../src/main/core/api/parse-message.ts';
import { MAX_REQUEST_BYTES } from '../../src/main/core/api/rpc.ts';
import type { ServedQueue } from '../../src/main/core/api/running-queue.ts';
import { SocketClient } from '../../src/main/core/api/socket-client.ts';
import { DEFAULT_PULSE } from '../../src/main/core/api/socket-pulse.ts';
import type { ServerLimits } from '../../src/main/core/api/socket-server.ts';
import { EventHub } from '../../src/main/core/events/event-hub.ts';
import { type EventBatch, eventBatchSchema } from '../../src/shared/contract/events.ts';
import { CONTRACT_VERSION } from '../../src/shared/contract/methods.ts';
import { followed } from '../support/contract-conformance.ts';
import { INPUTS, noticeEvent, noticesIn, OUTPUTS, uidOf } from '../support/contract-samples.ts';
import { cutOff, rawConnection, rawRequest } from '../support/raw-connection.ts';
import { scriptedQueue } from '../support/scripted-handlers.ts';
import { serveOnSocket } from '../support/socket-transport.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function open(
  special: Partial<Handlers> = {},
  limits: Partial<ServerLimits> = {},
  hub = new EventHub(),
): Promise<{ queue: ServedQueue; owner: OwnerAddress; headers: Record<string, string> }> {
  const queue = scriptedQueue(special, hub);
  const { server, owner } = await serveOnSocket(folder, queue, { lingerMs: 200, ...limits });
  ends.push(() => server.close());
  return { queue, owner, headers: { ...credentialHeaders(owner), 'content-type': 'application/json' } };
}

async function connect(owner: OwnerAddress): Promise<SocketClient> {
  const client = await SocketClient.connect(owner);
  ends.push(() => client.close());
  return client;
}

describe('who may come in', () => {
  test.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer the-token-of-this-tesT' }],
    ['the beginning of the token', { authorization: 'Bearer the-token' }],
    ['another scheme', { authorization: 'Basic the-token-of-this-test' }],
  ])('%s: nobody', async (_, authorization) => {
    const { owner } = await open();
    const headers = {
      'earshot-contract': String(CONTRACT_VERSION),
      'content-type': 'application/json',
      ...authorization,
    };
    const { status, body } = await rawRequest(owner.socketPath, { path: '/rpc/queue.status', headers }, '{}');
    expect(status).toBe(401);
    expect(body).toMatchObject({ ok: false, error: { code: 'not-authorised' } });
    expect(JSON.stringify(body)).not.toContain(owner.token);
  });

  test('a client with another token learns that, on calls and on WebSockets', async () => {
    const { owner } = await open();
    await expect(SocketClient.connect({ ...owner, token: 'other' })).rejects.toMatchObject({
      code: 'not-authorised',
    });
  });

  test('a program of another contract is told so in a sentence', async () => {
    const { owner } = await open();
    const older = { ...owner, contractVersion: CONTRACT_VERSION + 1 };
    await expect(SocketClient.connect(older)).rejects.toMatchObject({
      code: 'contract-mismatch',
      message: expect.stringContaining(`${CONTRACT_VERSION + 1}`),
      hint: expect.stringContaining('newest'),
    });
    const call = { path: '/rpc/queue.status', headers: credentialHeaders(older) };
    expect(await rawRequest(owner.socketPath, call, '{}')).toMatchObject({
      status: 409,
      body: { ok: false, error: { code: 'contract-mismatch' } },
    });
  });

  test('nobody is there: that is the failure, not an exception of the system', async () => {
    const owner = { socketPath: `${folder}/nobody.sock`, token: 'x', contractVersion: CONTRACT_VERSION };
    await expect(SocketClient.connect(owner)).rejects.toMatchObject({ code: 'queue-unreachable' });
  });
});

describe('requests that make no sense', () => {
  test.each<[string, number, { method?: string; path: string; headers?: Record<string, string> }, string]>([
    ['another path', 404, { path: '/nothing' }, '{}'],
    ['no method', 200, { path: '/rpc/' }, '{}'],
    ['an unknown method', 200, { path: '/rpc/__proto__' }, '{}'],
    ['another verb', 405, { method: 'PUT', path: '/rpc/queue.status' }, '{}'],
    [
      'another content type',
      415,
      { path: '/rpc/queue.status', headers: { 'content-type': 'text/plain' } },
      '{}',
    ],
    ['no JSON', 400, { path: '/rpc/queue.status' }, '{"a":'],
    ['no body', 400, { path: '/rpc/queue.status' }, ''],
    ['the wrong shape', 200, { path: '/rpc/queue.status' }, '[]'],
    ['a poisoned prototype', 200, { path: '/rpc/queue.status' }, '{"__proto__":{"a":1}}'],
  ])('%s is refused in the shape of a result', async (_, status, request, text) => {
    const { owner, headers } = await open();
    const answer = await rawRequest(
      owner.socketPath,
      { ...request, headers: { ...headers, ...request.headers } },
      text,
    );
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
  });

  test('control: the same with everything right is answered', async () => {
    const { owner, headers } = await open();
    const type = { 'content-type': 'Application/JSON; charset=utf-8' };
    const request = { path: '/rpc/queue.status', headers: { ...headers, ...type } };
    expect(await rawRequest(owner.socketPath, request, '{}')).toEqual({
      status: 200,
      body: { ok: true, value: OUTPUTS['queue.status'] },
    });
  });

  test('a body that is too large is refused, said so beforehand or not', async () => {
    const { owner, headers } = await open();
    const body = Buffer.alloc(MAX_REQUEST_BYTES + 1, 32);
    for (const framing of [{ 'content-length': String(body.length) }, { 'transfer-encoding': 'chunked' }]) {
      const request = { path: '/rpc/queue.add', headers: { ...headers, ...framing } };
      expect(await rawRequest(owner.socketPath, request, body)).toMatchObject({
        status: 413,
        body: { ok: false, error: { code: 'invalid-argument' } },
      });
    }
  });

  test('a hundred thousand paths fit', async () => {
    const counts: number[] = [];
    const { owner } = await open({
      'queue.add': async ({ paths }) => {
        counts.push(paths.length);
        return OUTPUTS['queue.add'];
      },
    });
    const client = await connect(owner);
    const paths = Array.from(
      { length: 100_000 },
      (_, index) => `/recordings/${'folder/'.repeat(30)}${index}.mp3`,
    );
    expect(await client.call('queue.add', { ...INPUTS['queue.add'], paths })).toMatchObject({ ok: true });
    expect(counts).toEqual([100_000]);
  });

  test('more than fits is not even sent', async () => {
    const { owner } = await open();
    const client = await connect(owner);
    const paths = Array.from({ length: 2_000 }, () => 'x'.repeat(20_000));
    const result = await client.call('queue.add', { ...INPUTS['queue.add'], paths });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
    expect(await client.call('queue.status', {})).toMatchObject({ ok: true });
  });

  test.each(['/nothing', '/events?since=yesterday', '/events?since=1.5'])(
    'a WebSocket at %s is refused',
    async (path) => {
      const { owner } = await open();
      const { opened } = openWebSocket(owner, path, DEFAULT_PULSE);
      await expect(opened).rejects.toMatchObject({ code: 'invalid-argument' });
    },
  );

  test.each(['not json', '{}', '{"follow":"some"}', '{"follow":["short"]}', '{"follow":[],"more":1}'])(
    'who says %s in place of what it follows is cut off',
    async (text) => {
      const { owner, queue } = await open();
      const { socket, opened } = openWebSocket(owner, '/follow', DEFAULT_PULSE);
      await opened;
      socket.send(text);
      const [code] = await once(socket, 'close');
      expect(code).toBe(1008);
      expect(queue.followers.everyone).toEqual(new Set());
    },
  );

  test('a message of any size cannot fill the memory', async () => {
    const { owner } = await open();
    const { socket, opened } = openWebSocket(owner, '/follow', DEFAULT_PULSE);
    await opened;
    socket.send(Buffer.alloc(5 * 1024 * 1024, 32));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
  });
});

describe('clients that do not behave', () => {
  test('a request that never comes to its end is cut, and others are served meanwhile', async () => {
    const { owner, headers } = await open({}, { headersMs: 100, requestMs: 100 });
    const silent = await rawConnection(owner.socketPath);
    const slowHeaders = await rawConnection(owner.socketPath, 'POST /rpc/queue.status HTTP/1.1\r\nhost:');
    const slowBody = await rawConnection(
      owner.socketPath,
      `POST /rpc/queue.status HTTP/1.1\r\nhost: x\r\n${headerLines({ ...headers, 'content-length': '100' })}\r\n{`,
    );
    const client = await connect(owner);
    expect(await client.call('queue.status', {})).toMatchObject({ ok: true });
    await Promise.all([silent, slowHeaders, slowBody].map((socket) => cutOff(socket)));
  });

  test('beyond the limit of connections the next is cut, and there is room again when one leaves', async () => {
    const { owner } = await open({}, { connections: 2 });
    const first = await rawConnection(owner.socketPath);
    const second = await rawConnection(owner.socketPath);
    const third = await rawConnection(owner.socketPath);
    await cutOff(third);
    first.destroy();
    second.destroy();
    await Promise.all([once(first, 'close'), once(second, 'close')]);
    expect(await connectEventually(owner)).toBe('connected');
  });

  test('who hangs up in the middle of anything hurts nobody', async () => {
    const { owner, headers } = await open();
    const upgrade = 'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n';
    const starts = [
      'POST /rpc/que',
      `POST /rpc/queue.add HTTP/1.1\r\nhost: x\r\n${headerLines({ ...headers, 'content-length': '9' })}\r\n{`,
      `GET /events HTTP/1.1\r\nhost: x\r\n${upgrade}${headerLines(headers)}sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
      `GET /nothing HTTP/1.1\r\nhost: x\r\n${upgrade}\r\n`,
      '\u0016\u0003\u0001nonsense\r\n\r\n',
    ];
    for (const text of starts) {
      const socket = await rawConnection(owner.socketPath, text);
      socket.destroy();
    }
    const client = await connect(owner);
    expect(await client.call('queue.status', {})).toMatchObject({ ok: true });
  });

  test('a client that gives no sign of life is gone, and with it what it followed', async () => {
    const { owner, queue } = await open({}, { pulse: { pingEveryMs: 20, silenceLimitMs: 200 } });
    const dead = new WebSocket('ws://queue/follow', {
      createConnection: () => connectTo(owner.socketPath),
      headers: credentialHeaders(owner),
      autoPong: false,
    });
    await once(dead, 'open');
    dead.send(JSON.stringify({ follow: [uidOf(1)] }));
    const alive = await connect(owner);
    alive.follow([uidOf(2)]);
    await followed(queue, (everyone) => everyone !== 'all' && everyone.size === 2);
    await followed(queue, (everyone) => everyone !== 'all' && everyone.size === 1);
    expect(queue.followers.everyone).toEqual(new Set([uidOf(2)]));
  });

  test('an owner that gives no sign of life is given up', async () => {
    const { owner } = await open({}, { pulse: { pingEveryMs: 1_000_000, silenceLimitMs: 1_000_000 } });
    const client = await SocketClient.connect(owner, { pulse: { pingEveryMs: 10, silenceLimitMs: 100 } });
    await client.closed;
    expect(await client.call('queue.status', {})).toMatchObject({ error: { code: 'queue-unreachable' } });
  });
});

describe('a subscriber that does not read', () => {
  test('costs no memory, and gets a reset when it reads again and what it missed is gone', async () => {
    const { owner, queue } = await open({}, { backlogBytes: 64 * 1024 });
    const slow = await subscribeRaw(owner);
    slow.socket.pause();
    const text = 'x'.repeat(20_000);
    for (let index = 0; index < 5_000; index += 1) {
      queue.hub.publish(noticeEvent(`${index} ${text}`));
      if (index % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
    }
    slow.socket.resume();
    await slow.until((batches) => batches.some(({ kind }) => kind === 'reset'));
    queue.hub.publish(noticeEvent('afterwards'));
    await slow.until((batches) => noticesIn(batches).includes('afterwards'));
    const notices = noticesIn(slow.batches);
    expect(notices.filter((notice) => notice === 'reset')).toHaveLength(1);
    // Of a hundred megabytes only what was on its way had been kept for it.
    expect(notices.length).toBeLessThan(200);
    expect(notices.slice(notices.indexOf('reset') + 1)).toEqual(['afterwards']);
  });

  test('loses nothing when it reads again in time', async () => {
    // All that is said below is still kept when it reads again: the test above shows what happens otherwise.
    const hub = new EventHub({ keptBytes: 8 * 1024 * 1024 });
    const { owner } = await open({}, { backlogBytes: 64 * 1024 }, hub);
    const slow = await subscribeRaw(owner);
    slow.socket.pause();
    const messages = Array.from({ length: 300 }, (_, index) => `${index} ${'x'.repeat(20_000)}`);
    for (const message of messages) {
      hub.publish(noticeEvent(message));
      await new Promise((resolve) => setImmediate(resolve));
    }
    slow.socket.resume();
    // Or more, or a reset: what came is compared below, and not waited for in vain.
    await slow.until((batches) => {
      const notices = noticesIn(batches);
      return notices.length >= messages.length || notices.includes('reset');
    });
    expect(noticesIn(slow.batches)).toEqual(messages);
  });
});

test('a place where nobody can listen is an error with a way out', async () => {
  await expect(serveOnSocket(`${folder}/nowhere`, scriptedQueue())).rejects.toMatchObject({
    code: 'queue-unreachable',
  });
});

describe('a server that closes', () => {
  test('lets calls that are being carried out come to their end', async () => {
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const queue = scriptedQueue({
      'queue.pause': async () => {
        started.resolve();
        await goOn.promise;
        return {};
      },
    });
    const { server, owner } = await serveOnSocket(folder, queue, { lingerMs: 30_000 });
    const client = await connect(owner);
    const call = client.call('queue.pause', {});
    await started.promise;
    const closing = server.close();
    goOn.resolve();
    expect(await call).toEqual({ ok: true, value: {} });
    await closing;
    await client.closed;
    await expect(SocketClient.connect(owner)).rejects.toMatchObject({ code: 'queue-unreachable' });
  });

  test('does not wait for ever, neither for a call nor for a client that reads nothing', async () => {
    const { server, owner } = await serveOnSocket(
      folder,
      scriptedQueue({ 'queue.pause': () => new Promise(() => {}) }),
      { lingerMs: 50 },
    );
    const client = await connect(owner);
    const deaf = await subscribeRaw(owner);
    deaf.socket.pause();
    const call = client.call('queue.pause', {});
    await client.call('queue.status', {});
    await server.close();
    expect(await call).toMatchObject({ ok: false, error: { code: 'queue-unreachable' } });
  });
});

function headerLines(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

async function connectEventually(owner: OwnerAddress): Promise<'connected'> {
  for (;;) {
    try {
      await (await SocketClient.connect(owner)).close();
      return 'connected';
    } catch (error) {
      expect(error).toMatchObject({ code: 'queue-unreachable' });
    }
  }
}

type RawSubscription = {
  readonly socket: WebSocket;
  readonly batches: EventBatch[];
  until(isThere: (batches: readonly EventBatch[]) => boolean): Promise<void>;
};

async function subscribeRaw(owner: OwnerAddress): Promise<RawSubscription> {
  const { socket, opened } = openWebSocket(owner, '/events', { pingEveryMs: 60_000, silenceLimitMs: 60_000 });
  ends.push(async () => socket.terminate());
  const batches: EventBatch[] = [];
  socket.on('message', (data) => batches.push(eventBatchSchema.parse(parseMessage(data))));
  await opened;
  const until = async (isThere: (all: readonly EventBatch[]) => boolean): Promise<void> => {
    while (!isThere(batches)) await once(socket, 'message');
  };
  return { socket, batches, until };
}
