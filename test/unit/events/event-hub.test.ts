import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EventHub, type EventHubOptions } from '../../../src/main/core/events/event-hub.ts';
import type { EventBatch, QueueEvent } from '../../../src/shared/contract/events.ts';
import { jobView, noticeEvent, noticesIn, progressEvent } from '../../support/contract-samples.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A hub that counts from 0, and everything that a subscriber of it gets. */
async function open(
  options: Partial<EventHubOptions> = {},
): Promise<{ hub: EventHub; batches: EventBatch[] }> {
  const hub = new EventHub({ startSeq: 0, ...options });
  return { hub, batches: await join(hub, null) };
}

async function join(hub: EventHub, since: number | null): Promise<EventBatch[]> {
  const batches: EventBatch[] = [];
  hub.subscribe(since, (batch) => batches.push(batch));
  await thisTurn();
  return batches;
}

/** Lets everything happen that does not wait for a timer. */
async function thisTurn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

function eventsIn(batches: readonly EventBatch[]): QueueEvent[] {
  return batches.flatMap((batch) => (batch.kind === 'events' ? batch.events : []));
}

describe('batches', () => {
  test('events of fifty milliseconds go together', async () => {
    const { hub, batches } = await open();
    hub.publish(noticeEvent('a'));
    await vi.advanceTimersByTimeAsync(49);
    hub.publish(noticeEvent('b'));
    expect(batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([{ kind: 'events', seq: 2, events: [noticeEvent('a'), noticeEvent('b')] }]);
  });

  test.each(['completed', 'failed', 'canceled'] as const)(
    'the end of a job is not held up: %s',
    async (state) => {
      const { hub, batches } = await open();
      const failure = { code: 'internal', message: '', hint: '', detail: null } as const;
      const ends = {
        completed: { state: 'completed', gaps: 0 },
        failed: { state: 'failed', failure },
        canceled: { state: 'canceled' },
      } as const;
      hub.publish(noticeEvent('before'));
      hub.publish({ kind: 'job-changed', job: jobView(1, ends[state]) });
      await thisTurn();
      expect(eventsIn(batches).map(({ kind }) => kind)).toEqual(['job-notice', 'job-changed']);
    },
  );

  test('other changes of a job wait for their batch', async () => {
    const { hub, batches } = await open();
    hub.publish({ kind: 'job-changed', job: jobView(1, { state: 'paused' }) });
    await thisTurn();
    expect(batches).toEqual([]);
  });

  test('ten thousand jobs that end in one go are few batches', async () => {
    const { hub, batches } = await open({ batchBytes: 1024 * 1024 });
    for (let number = 0; number < 10_000; number += 1) {
      hub.publish({ kind: 'job-changed', job: jobView(number, { state: 'canceled' }) });
    }
    await thisTurn();
    expect(eventsIn(batches)).toHaveLength(10_000);
    expect(batches.length).toBeLessThan(20);
  });

  test('a batch that has grown large is sent at once, in parts of the size', async () => {
    const { hub, batches } = await open({ batchBytes: 1_000 });
    for (let index = 0; index < 5; index += 1) hub.publish(noticeEvent('x'.repeat(400)));
    await thisTurn();
    expect(batches.map((batch) => (batch.kind === 'events' ? batch.events.length : 0))).toEqual([2, 2, 1]);
    expect(batches.map(({ seq }) => seq)).toEqual([2, 4, 5]);
  });

  test('listeners are not called from within publish', async () => {
    const { hub, batches } = await open({ batchBytes: 1 });
    hub.publish(noticeEvent('a'));
    expect(batches).toEqual([]);
    await thisTurn();
    expect(noticesIn(batches)).toEqual(['a']);
  });

  test('flush sends at once', async () => {
    const { hub, batches } = await open();
    hub.publish(noticeEvent('a'));
    hub.flush();
    expect(noticesIn(batches)).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(batches).toHaveLength(1);
  });

  test('a flood of progress is twenty batches a second and no memory', async () => {
    const { hub, batches } = await open();
    for (let step = 0; step < 200_000; step += 1) {
      hub.publish(progressEvent(step % 10, step));
      if (step % 200 === 199) await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(50);
    expect(batches.length).toBeLessThanOrEqual(21);
    for (const batch of batches)
      expect(batch.kind === 'events' ? batch.events.length : 0).toBeLessThanOrEqual(10);
    // What is kept: the newest of each job.
    expect(eventsIn(await join(hub, 0))).toHaveLength(10);
  });

  test('whatever is published, only progress is skipped, for newer progress of the same job', async () => {
    const event = fc.oneof(
      fc
        .record({ job: fc.nat(2), doneMs: fc.nat(1_000) })
        .map(({ job, doneMs }) => progressEvent(job, doneMs)),
      fc.string({ maxLength: 300 }).map(noticeEvent),
      fc.nat(2).map((job): QueueEvent => ({ kind: 'job-changed', job: jobView(job, { state: 'canceled' }) })),
    );
    const step = fc.record({ event, waitMs: fc.constantFrom(0, 0, 10, 60) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { hub, batches } = await open({ batchBytes: 2_000 });
        for (const { event: published, waitMs } of steps) {
          hub.publish(published);
          await vi.advanceTimersByTimeAsync(waitMs);
        }
        await vi.advanceTimersByTimeAsync(50);
        const published = steps.map(({ event: each }) => each);
        const got = eventsIn(batches);
        expect(withoutProgress(got)).toEqual(withoutProgress(published));
        // The same in what a late joiner is told.
        const late = eventsIn(await join(hub, 0));
        expect(withoutProgress(late)).toEqual(withoutProgress(published));
        for (const heard of [got, late]) {
          expect(lastProgress(heard)).toEqual(lastProgress(published));
          expectSubsequence(heard, published);
        }
        const numbers = batches.map(({ seq }) => seq);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        expect(numbers.at(-1) ?? 0).toBe(hub.seq);
      }),
    );
  });
});

function withoutProgress(events: readonly QueueEvent[]): QueueEvent[] {
  return events.filter(({ kind }) => kind !== 'job-progress');
}

function lastProgress(events: readonly QueueEvent[]): Map<string, QueueEvent> {
  return new Map(events.flatMap((event) => (event.kind === 'job-progress' ? [[event.uid, event]] : [])));
}

function expectSubsequence(part: readonly QueueEvent[], whole: readonly QueueEvent[]): void {
  let at = 0;
  for (const event of part) {
    while (at < whole.length && whole[at] !== event) at += 1;
    expect(whole[at]).toBe(event);
    at += 1;
  }
}

describe('joining late', () => {
  test('what followed the last known number comes first, once', async () => {
    const { hub } = await open();
    for (const text of ['a', 'b', 'c']) hub.publish(noticeEvent(text));
    expect(noticesIn(await join(hub, 1))).toEqual(['b', 'c']);
    await vi.advanceTimersByTimeAsync(100);
    const batches = await join(hub, 3);
    hub.publish(noticeEvent('d'));
    await vi.advanceTimersByTimeAsync(50);
    expect(noticesIn(batches)).toEqual(['d']);
  });

  test('an event between subscribe and the first batch is neither lost nor doubled', async () => {
    const { hub } = await open();
    const batches: EventBatch[] = [];
    hub.publish(noticeEvent('before'));
    hub.subscribe(null, (batch) => batches.push(batch));
    hub.publish(noticeEvent('after'));
    await vi.advanceTimersByTimeAsync(50);
    expect(noticesIn(batches)).toEqual(['after']);
  });

  test.each([
    ['events', { keptEvents: 3 }],
    ['bytes', { keptBytes: 600 }],
  ])('who knows too little gets a reset, by the number of %s that are kept', async (_, options) => {
    const { hub } = await open(options);
    for (let index = 1; index <= 10; index += 1) hub.publish(noticeEvent(`${index}`.padEnd(100)));
    const early = await join(hub, 2);
    expect(early).toEqual([{ kind: 'reset', seq: 10 }]);
    expect(noticesIn(await join(hub, 8)).map((text) => text.trim())).toEqual(['9', '10']);
    hub.publish(noticeEvent('11'));
    await vi.advanceTimersByTimeAsync(50);
    expect(noticesIn(early)).toEqual(['reset', '11']);
  });

  test('a number of another owner leads to a reset, whichever of the two started first', async () => {
    const one = new EventHub();
    const other = new EventHub();
    one.publish(noticeEvent('x'));
    expect(await join(other, one.seq)).toEqual([{ kind: 'reset', seq: other.seq }]);
    expect(await join(one, other.seq)).toEqual([{ kind: 'reset', seq: one.seq }]);
    expect(Number.isSafeInteger(one.seq + 2 ** 32 - 2)).toBe(true);
  });

  test('zero is older than everything that any owner knows', async () => {
    const hub = new EventHub();
    expect(await join(hub, 0)).toEqual([{ kind: 'reset', seq: hub.seq }]);
  });
});

describe('listeners', () => {
  test('one that throws is reported and hurts nobody else', async () => {
    const warnings: string[] = [];
    const warn = vi
      .spyOn(process, 'emitWarning')
      .mockImplementation((text) => void warnings.push(String(text)));
    const hub = new EventHub({ startSeq: 0 });
    hub.subscribe(null, () => {
      throw new Error('broken');
    });
    const batches = await join(hub, null);
    hub.publish(noticeEvent('a'));
    await vi.advanceTimersByTimeAsync(50);
    warn.mockRestore();
    expect(noticesIn(batches)).toEqual(['a']);
    expect(warnings).toEqual([expect.stringContaining('broken')]);
  });

  test('one that leaves in the middle of a replay hears no more', async () => {
    const { hub } = await open({ batchBytes: 1 });
    for (const text of ['a', 'b', 'c']) hub.publish(noticeEvent(text));
    const batches: EventBatch[] = [];
    const leave = hub.subscribe(0, (batch) => {
      batches.push(batch);
      leave();
    });
    await vi.advanceTimersByTimeAsync(50);
    expect(noticesIn(batches)).toEqual(['a']);
  });

  test('one that leaves before it was told anything hears nothing', async () => {
    const { hub } = await open();
    hub.publish(noticeEvent('a'));
    const listener = vi.fn<(batch: EventBatch) => void>();
    hub.subscribe(0, listener)();
    await vi.advanceTimersByTimeAsync(50);
    expect(listener).not.toHaveBeenCalled();
  });

  test('what a listener publishes comes after what it was told, for everybody', async () => {
    const hub = new EventHub({ startSeq: 0, batchBytes: 1 });
    hub.subscribe(null, (batch) => {
      if (noticesIn([batch]).includes('question')) hub.publish(noticeEvent('answer'));
    });
    const batches = await join(hub, null);
    hub.publish(noticeEvent('question'));
    await vi.advanceTimersByTimeAsync(50);
    expect(noticesIn(batches)).toEqual(['question', 'answer']);
  });
});
