import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Handlers } from '../../src/main/core/api/dispatch.ts';
import type { ServedQueue } from '../../src/main/core/api/running-queue.ts';
import type { QueueClient } from '../../src/shared/contract/client.ts';
import type { EventBatch, QueueEvent } from '../../src/shared/contract/events.ts';
import { isMethodName } from '../../src/shared/contract/method-schemas.ts';
import { METHODS, type MethodName } from '../../src/shared/contract/methods.ts';
import type { Result } from '../../src/shared/contract/result.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import {
  INPUTS,
  jobView,
  noticeEvent,
  noticesIn,
  OUTPUTS,
  progressEvent,
  uidOf,
} from './contract-samples.ts';
import { scriptedQueue } from './scripted-handlers.ts';
import { transcriptOf } from './transcript-of.ts';

/** A transport, ready to serve one queue. */
export type Transport = {
  connect(): Promise<QueueClient>;
  /** The serving side ends. */
  dispose(): Promise<void>;
};

/** A client as somebody sees it who does not keep to the types. */
type RawClient = { call(method: string, input: unknown): Promise<Result<unknown>> };

/** What of the contract a transport carries. */
export type Reach = {
  readonly methods: readonly MethodName[];
  /** Whether a client can say what it waits for. */
  readonly follows: boolean;
};

const EVERYTHING: Reach = { methods: Object.keys(METHODS).filter(isMethodName), follows: true };

/** What every line to the queue does, whatever lies between. */
export function describeConformance(
  name: string,
  serve: (queue: ServedQueue) => Promise<Transport>,
  { methods, follows }: Reach = EVERYTHING,
): void {
  describe(`the contract over ${name}`, () => {
    const ends: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of ends.splice(0).toReversed()) await end();
    });

    async function open(special: Partial<Handlers> = {}): Promise<{
      client: QueueClient;
      raw: RawClient;
      queue: ServedQueue;
      transport: Transport;
      connect: () => Promise<QueueClient>;
    }> {
      const queue = scriptedQueue(special);
      const transport = await serve(queue);
      ends.push(() => transport.dispose());
      const connect = async (): Promise<QueueClient> => {
        const client = await transport.connect();
        ends.push(() => client.close());
        return client;
      };
      const client = await connect();
      return { client, raw: client, queue, transport, connect };
    }

    test.each(methods)('%s is reached and answers', async (method) => {
      const { raw } = await open();
      expect(await raw.call(method, INPUTS[method])).toEqual({ ok: true, value: OUTPUTS[method] });
    });

    test('the input arrives as it was sent', async () => {
      const inputs: unknown[] = [];
      const { client } = await open({
        'models.verify': async (input) => {
          inputs.push(input);
          return OUTPUTS['models.verify'];
        },
      });
      const input = { id: 'Grüße, 世界 \u{1f600} "quoted" \\ \n' };
      await client.call('models.verify', input);
      expect(inputs).toEqual([input]);
    });

    test('wrong input is refused before a handler sees it, and is not repeated in the answer', async () => {
      const calls: unknown[] = [];
      const { raw } = await open({
        'jobs.list': async (input) => {
          calls.push(input);
          return OUTPUTS['jobs.list'];
        },
      });
      const result = await raw.call('jobs.list', {
        states: 'a secret',
        offset: 0,
        limit: 'a secret',
        more: 1,
      });
      expect(result).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
      expect(JSON.stringify(result)).toContain('limit');
      expect(JSON.stringify(result)).not.toContain('a secret');
      expect(calls).toEqual([]);
    });

    test.each(['jobs.steal', '__proto__', 'constructor', 'toString', '', '../rpc', 'a b/?#é'])(
      'there is no method %j',
      async (method) => {
        const { raw } = await open();
        expect(await raw.call(method, {})).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
      },
    );

    test('a failure keeps code, sentence, hint and detail', async () => {
      const { client } = await open({
        'jobs.get': async () => {
          throw new EarshotError('job-not-found', 'There is no such job.', { hint: 'Look.', detail: 'uid' });
        },
      });
      expect(await client.call('jobs.get', INPUTS['jobs.get'])).toEqual({
        ok: false,
        error: { code: 'job-not-found', message: 'There is no such job.', hint: 'Look.', detail: 'uid' },
      });
    });

    test('what a handler did not mean to throw is an internal failure', async () => {
      const { client } = await open({
        'jobs.get': () => {
          throw new TypeError('oops');
        },
      });
      const result = await client.call('jobs.get', INPUTS['jobs.get']);
      expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
    });

    test('an answer that breaks the contract is an internal failure', async () => {
      const { client } = await open({
        'jobs.history': async () => JSON.parse('{"entries":[{"atMs":"noon"}]}'),
      });
      const result = await client.call('jobs.history', INPUTS['jobs.history']);
      expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
    });

    test('calls at the same time get their own answers, in whatever order they are ready', async () => {
      const first = Promise.withResolvers<void>();
      const { client } = await open({
        'jobs.get': async ({ uid }) => {
          if (uid === uidOf(0)) await first.promise;
          return { ...jobView(1), uid };
        },
      });
      const calls = Array.from({ length: 40 }, (_, index) => client.call('jobs.get', { uid: uidOf(index) }));
      const later = await Promise.all(calls.slice(1));
      expect(later).toEqual(later.map((_, index) => ({ ok: true, value: jobView(index + 1) })));
      first.resolve();
      expect(await calls[0]).toEqual({ ok: true, value: jobView(0) });
    });

    test('megabytes go both ways', async () => {
      const jobs = { uids: Array.from({ length: 100_000 }, (_, index) => uidOf(index)) };
      const paths = Array.from(
        { length: 90 },
        (_, index) => `/${String(index).padStart(3, '0')}/${'é'.repeat(20_000)}`,
      );
      const transcript = transcriptOf(Array.from({ length: 200 }, () => 'wörds '.repeat(1_000)));
      const seen: unknown[] = [];
      const { client } = await open({
        'jobs.cancel': async (input) => {
          seen.push(input.jobs);
          return OUTPUTS['jobs.cancel'];
        },
        'queue.add': async (input) => {
          seen.push(input.paths);
          return OUTPUTS['queue.add'];
        },
        'transcript.get': async () => transcript,
      });
      await client.call('jobs.cancel', { jobs });
      expect(seen).toEqual([jobs]);
      // Pages name no paths; what they may send has no other letters in such numbers.
      if (methods.includes('queue.add')) {
        await client.call('queue.add', { ...INPUTS['queue.add'], paths });
        expect(seen.at(-1)).toEqual(paths);
      }
      expect(await client.call('transcript.get', INPUTS['transcript.get'])).toEqual({
        ok: true,
        value: transcript,
      });
    });

    test('nothing is shared: who changes an answer or an event changes nobody else’s', async () => {
      const { client, queue, connect } = await open();
      const answer = await client.call('jobs.history', INPUTS['jobs.history']);
      if (answer.ok) answer.value.entries.length = 0;
      expect(await client.call('jobs.history', INPUTS['jobs.history'])).toEqual({
        ok: true,
        value: OUTPUTS['jobs.history'],
      });

      const other = await connect();
      client.subscribe(null, (batch) => {
        if (batch.kind === 'events') batch.events.length = 0;
      });
      const events = listen(other);
      await ready(other);
      queue.hub.publish(noticeEvent('untouched'));
      await events.until((batches) => noticesIn(batches).includes('untouched'));
    });

    test('events arrive in the order in which they were published', async () => {
      const { client, queue } = await open();
      const events = listen(client);
      await ready(client);
      const messages = Array.from({ length: 500 }, (_, index) => `notice ${index}`);
      for (const message of messages) {
        queue.hub.publish(noticeEvent(message));
        queue.hub.publish(progressEvent(1, 1));
      }
      await events.until((batches) => noticesIn(batches).length === messages.length);
      expect(noticesIn(events.batches)).toEqual(messages);
      expect(events.batches.at(-1)?.seq).toBe(queue.hub.seq);
    });

    test('what a call brings about is heard by who subscribed before it', async () => {
      const { client, queue } = await open({
        'queue.pause': async () => {
          queue.hub.publish({ kind: 'queue-changed' });
          return {};
        },
      });
      // A connection that is there already would be quicker than the one of the subscription.
      await ready(client);
      const events = listen(client);
      await client.call('queue.pause', {});
      await events.until((batches) => batches.length > 0);
      expect(kindsIn(events.batches)).toEqual(['queue-changed']);
    });

    test('who knows some events gets exactly those that followed', async () => {
      const { client, queue } = await open();
      queue.hub.publish(noticeEvent('known'));
      const since = queue.hub.seq;
      queue.hub.publish(noticeEvent('missed'));
      const events = listen(client, since);
      await ready(client);
      queue.hub.publish(noticeEvent('new'));
      await events.until((batches) => noticesIn(batches).includes('new'));
      expect(noticesIn(events.batches)).toEqual(['missed', 'new']);
    });

    test('who asks for news only gets nothing of before', async () => {
      const { client, queue } = await open();
      queue.hub.publish(noticeEvent('old'));
      const events = listen(client);
      await ready(client);
      queue.hub.publish(noticeEvent('new'));
      await events.until((batches) => noticesIn(batches).includes('new'));
      expect(noticesIn(events.batches)).toEqual(['new']);
    });

    test('a number of another owner is answered with a reset', async () => {
      const { client, queue } = await open();
      const events = listen(client, 7);
      await events.until((batches) => batches.length > 0);
      expect(events.batches).toEqual([{ kind: 'reset', seq: queue.hub.seq }]);
    });

    test('two subscribers of one client each get everything, and one that throws does not hurt the other', async () => {
      const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
      const { client, queue } = await open();
      client.subscribe(null, () => {
        throw new Error('this listener is broken');
      });
      const events = listen(client);
      await ready(client);
      queue.hub.publish(noticeEvent('one'));
      await events.until((batches) => noticesIn(batches).includes('one'));
      queue.hub.publish(noticeEvent('two'));
      await events.until((batches) => noticesIn(batches).includes('two'));
      expect(warn).toHaveBeenCalled();
      warn.mockRestore();
    });

    test('who has unsubscribed hears nothing more, and the others still do', async () => {
      const { client, queue } = await open();
      const left = listen(client);
      const stays = listen(client);
      await ready(client);
      left.stop();
      queue.hub.publish(noticeEvent('later'));
      await stays.until((batches) => noticesIn(batches).includes('later'));
      expect(left.batches).toEqual([]);
    });

    test('the end of a job is told with all of it', async () => {
      const { client, queue } = await open();
      const events = listen(client);
      await ready(client);
      const job = jobView(1, { state: 'completed', gaps: 0 });
      queue.hub.publish({ kind: 'job-changed', job });
      await events.until((batches) => kindsIn(batches).includes('job-changed'));
      expect(events.batches).toMatchObject([{ kind: 'events', events: [{ kind: 'job-changed', job }] }]);
    });

    if (follows) testFollowing(open);

    test('a client that closes is closed: calls that wait and calls that come fail as unreachable', async () => {
      const { client } = await open({ 'jobs.get': () => new Promise(() => {}) });
      const waiting = client.call('jobs.get', INPUTS['jobs.get']);
      await client.close();
      await client.closed;
      expect(await waiting).toMatchObject({ ok: false, error: { code: 'queue-unreachable' } });
      const after = await client.call('jobs.get', INPUTS['jobs.get']);
      expect(after).toMatchObject({ ok: false, error: { code: 'queue-unreachable' } });
      await client.close();
    });

    test('every client learns that the serving side has ended', async () => {
      const { client, connect, transport } = await open();
      const other = await connect();
      await transport.dispose();
      await Promise.all([client.closed, other.closed]);
      expect(await client.call('queue.status', {})).toMatchObject({
        ok: false,
        error: { code: 'queue-unreachable' },
      });
    });
  });
}

type Open = () => Promise<{ client: QueueClient; queue: ServedQueue; connect: () => Promise<QueueClient> }>;

function testFollowing(open: Open): void {
  test('the owner knows what a client follows until that changes its mind or leaves', async () => {
    const { client, queue, connect } = await open();
    const other = await connect();
    client.follow([uidOf(1), uidOf(2)]);
    other.follow([uidOf(3)]);
    await followed(queue, (everyone) => everyone !== 'all' && everyone.size === 3);
    client.follow([uidOf(2)]);
    await followed(queue, () => !queue.followers.isFollowed(uidOf(1)));
    expect(queue.followers.isFollowed(uidOf(2))).toBe(true);
    other.follow('all');
    await followed(queue, (everyone) => everyone === 'all');
    await other.close();
    await followed(queue, (everyone) => everyone !== 'all');
    expect(queue.followers.everyone).toEqual(new Set([uidOf(2)]));
    await client.close();
    await followed(queue, (everyone) => everyone !== 'all' && everyone.size === 0);
  });
}

/** Resolves when what the client asked for before has reached the queue. */
async function ready(client: QueueClient): Promise<void> {
  expect(await client.call('queue.status', {})).toMatchObject({ ok: true });
}

type Listening = {
  readonly batches: EventBatch[];
  stop(): void;
  until(isThere: (batches: readonly EventBatch[]) => boolean): Promise<void>;
};

export function listen(client: QueueClient, since: number | null = null): Listening {
  const batches: EventBatch[] = [];
  let check = (): void => {};
  const stop = client.subscribe(since, (batch) => {
    batches.push(batch);
    check();
  });
  return {
    batches,
    stop,
    until: (isThere) =>
      new Promise((resolve) => {
        check = () => {
          if (isThere(batches)) resolve();
        };
        check();
      }),
  };
}

function kindsIn(batches: readonly EventBatch[]): QueueEvent['kind'][] {
  return batches.flatMap((batch) => (batch.kind === 'events' ? batch.events.map(({ kind }) => kind) : []));
}

/** Waits until what is followed is so. */
export async function followed(
  { followers }: ServedQueue,
  isSo: (everyone: 'all' | ReadonlySet<string>) => boolean,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (isSo(followers.everyone)) resolve();
    };
    followers.onChange(check);
    check();
  });
}
