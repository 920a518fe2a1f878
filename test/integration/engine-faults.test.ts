import { describe, expect, test, vi } from 'vitest';
import type { ErrorCode } from '../../src/shared/errors.ts';
import { CHUNK, fakeEngine, OPTIONS } from '../support/fake-engine.ts';
import { never } from '../support/make-media.ts';

const ALWAYS = 1000;

/** What a runner does in the middle of a call, and what the engine calls that. */
const CALL_FAULTS: readonly (readonly [fault: string, code: ErrorCode])[] = [
  ['crash', 'engine-crashed'],
  ['crash-after-text', 'engine-crashed'],
  ['abort', 'engine-crashed'],
  ['half-a-line', 'engine-crashed'],
  ['silence', 'engine-hung'],
  ['standstill', 'engine-hung'],
  ['garbage', 'engine-protocol'],
  ['unknown-event', 'engine-protocol'],
  ['endless-line', 'engine-protocol'],
];

describe('a runner that goes wrong in a call', () => {
  test.each(CALL_FAULTS)('with %s fails it, and is replaced for the next one', async (fault, code) => {
    const { engine, restarts, starts } = fakeEngine(fault, 1);
    await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({ code });
    // Whether it is worth another try is for the caller to decide: nothing is started, and nothing told, by itself.
    expect([restarts, starts()]).toEqual([[], 1]);
    const { segments } = await engine.transcribe(CHUNK, OPTIONS, never);
    expect(segments.map((segment) => segment.text)).toEqual([' hello']);
    expect([restarts, starts()]).toEqual([[code], 2]);
  });

  test.each(CALL_FAULTS)('with %s each time fails one call a runner', async (fault, code) => {
    const { engine, restarts, starts } = fakeEngine(fault, ALWAYS);
    for (let call = 0; call < 3; call++) {
      await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({ code });
    }
    expect([restarts, starts()]).toEqual([[code, code], 3]);
  });

  test('without any of these is never replaced', async () => {
    const { engine, restarts, starts } = fakeEngine('none', 0);
    await engine.transcribe(CHUNK, OPTIONS, never);
    await engine.transcribe(CHUNK, OPTIONS, never);
    expect([restarts, starts()]).toEqual([[], 1]);
  });
});

test('a runner that is slow but computes does not count as hanging', async () => {
  const { engine, restarts, starts, time } = fakeEngine('slow', ALWAYS);
  const { done } = await engine.transcribe(CHUNK, OPTIONS, never);
  expect([done.result, restarts, starts()]).toEqual(['completed', [], 1]);
  // The positive control: it took longer than one that computes nothing would have been given.
  expect(time.passedMs()).toBeGreaterThan(time.hangAfterMs);
});

test('two calls on a runner that crashes both fail; the next two share one new runner, told once', async () => {
  const { engine, restarts, starts } = fakeEngine('crash', 1);
  const both = () =>
    Promise.allSettled([engine.transcribe(CHUNK, OPTIONS, never), engine.transcribe(CHUNK, OPTIONS, never)]);
  expect((await both()).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await both()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  expect([restarts, starts()]).toEqual([['engine-crashed'], 2]);
});

test('a runner that dies with nothing to do costs the next call nothing', async () => {
  const { engine, restarts, starts } = fakeEngine('crash-when-idle', 1);
  await engine.speechProbabilities(CHUNK, never);
  await vi.waitFor(async () => {
    await engine.ready(never);
    expect(restarts).toEqual(['engine-crashed']);
  });
  expect((await engine.transcribe(CHUNK, OPTIONS, never)).done.result).toBe('completed');
  expect([restarts, starts()]).toEqual([['engine-crashed'], 2]);
});

test('after too little memory, the next call gets a new runner', async () => {
  const { engine, starts } = fakeEngine('memory-limit', 1);
  await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({ code: 'out-of-memory' });
  expect((await engine.transcribe(CHUNK, OPTIONS, never)).done.result).toBe('completed');
  expect(starts()).toBe(2);
});

test('a refusal by the runner fails the call alone: the runner is kept', async () => {
  const { engine, restarts, starts } = fakeEngine('refusal', ALWAYS);
  await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({
    code: 'engine-failed',
    detail: 'engine-failed: no',
  });
  expect((await engine.speechProbabilities(CHUNK, never)).probabilities).toEqual([1]);
  expect([restarts, starts()]).toEqual([[], 1]);
});

test('an answer of another kind is not taken for a text', async () => {
  const { engine } = fakeEngine('other-answer', ALWAYS);
  await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({ code: 'engine-protocol' });
});

describe('a runner that does not come up', () => {
  test.each<[string, ErrorCode]>([
    ['no-hello', 'engine-hung'],
    ['other-protocol', 'engine-protocol'],
    ['crash-at-start', 'engine-crashed'],
    ['silent-load', 'engine-hung'],
    ['crash-at-load', 'engine-crashed'],
    ['model:model-not-found', 'model-missing'],
    ['model:model-size', 'model-damaged'],
    ['model:model-hash', 'model-damaged'],
    ['model:model-format', 'model-damaged'],
    ['model:model-load', 'model-load-failed'],
    ['model:device-unavailable', 'device-unavailable'],
    ['model:memory-limit', 'out-of-memory'],
  ])('because of %s is told as %s', async (fault, code) => {
    const { engine } = fakeEngine(fault, ALWAYS);
    await expect(engine.ready(never)).rejects.toMatchObject({ code });
  });

  test('is tried again the next time somebody asks', async () => {
    const { engine, starts } = fakeEngine('crash-at-load', 1);
    await expect(engine.ready(never)).rejects.toMatchObject({ code: 'engine-crashed' });
    expect((await engine.ready(never)).backend).toBe('CPU');
    expect(starts()).toBe(2);
  });

  test('because its program is not there is called missing', async () => {
    const { engine } = fakeEngine('none', 0, '/nowhere/whisper-runner');
    await expect(engine.ready(never)).rejects.toMatchObject({ code: 'runner-missing' });
  });

  test('and refuses its model is told to go', async () => {
    const { engine, journal } = fakeEngine('model:model-hash', ALWAYS);
    await expect(engine.ready(never)).rejects.toMatchObject({ code: 'model-damaged' });
    expect(journal()).toEqual(['start', 'quit']);
  });
});

describe('a call that is cancelled', () => {
  async function cancelOnceUnderWay(behaviour: string) {
    const fake = fakeEngine(behaviour, 1);
    await fake.engine.ready(never);
    const stop = new AbortController();
    const call = fake.engine.transcribe(CHUNK, OPTIONS, stop.signal);
    await fake.engine.speechProbabilities(CHUNK, never);
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    return fake;
  }

  test('is cancelled in the runner, which is kept', async () => {
    const { engine, journal, restarts } = await cancelOnceUnderWay('obedient');
    await engine.speechProbabilities(CHUNK, never);
    expect([journal(), restarts]).toEqual([['start', 'cancel'], []]);
  });

  test('but not answered kills the runner, and the next call gets another', async () => {
    const { engine, journal, restarts } = await cancelOnceUnderWay('deaf');
    expect((await engine.transcribe(CHUNK, OPTIONS, never)).done.result).toBe('completed');
    expect(journal().filter((line) => line !== 'stdin closed')).toEqual(['start', 'cancel', 'start']);
    expect(restarts).toEqual([]);
  });

  test('before it begins never reaches the runner', async () => {
    const { engine, journal } = fakeEngine('none', 0);
    await engine.ready(never);
    const call = engine.transcribe(CHUNK, OPTIONS, AbortSignal.abort());
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await engine.close();
    expect(journal()).toEqual(['start', 'quit']);
  });
});

describe('an abort while the engine is still loading', () => {
  test('is heeded at once', async () => {
    const { engine } = fakeEngine('silent-load', ALWAYS);
    const stop = new AbortController();
    const ready = engine.ready(stop.signal);
    const call = engine.transcribe(CHUNK, OPTIONS, stop.signal);
    stop.abort();
    await expect(ready).rejects.toMatchObject({ code: 'cancelled' });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a command that the runner could not read', () => {
  test('fails its call instead of leaving it to wait for ever, and the next one gets a new runner', async () => {
    const { engine, restarts, starts } = fakeEngine('unread-command', 1);
    await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({ code: 'engine-protocol' });
    await expect(engine.transcribe(CHUNK, OPTIONS, never)).resolves.toBeDefined();
    expect([restarts, starts()]).toEqual([['engine-protocol'], 2]);
  });
});

describe('closing', () => {
  test('ends the calls under way as cancelled', async () => {
    const { engine, restarts } = fakeEngine('obedient', 1);
    await engine.ready(never);
    const call = engine.transcribe(CHUNK, OPTIONS, never);
    await engine.speechProbabilities(CHUNK, never);
    await Promise.all([expect(call).rejects.toMatchObject({ code: 'cancelled' }), engine.close()]);
    expect(restarts).toEqual([]);
  });

  test('ends a runner that does not listen', async () => {
    const { engine, starts } = fakeEngine('deaf', ALWAYS);
    await engine.ready(never);
    await engine.close();
    await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({ code: 'cancelled' });
    expect(starts()).toBe(1);
  });

  test('while the engine is still loading does not wait for it', async () => {
    const { engine } = fakeEngine('silent-load', ALWAYS);
    const ready = engine.ready(never);
    const call = engine.transcribe(CHUNK, OPTIONS, never);
    await Promise.all([
      expect(ready).rejects.toMatchObject({ code: 'cancelled' }),
      expect(call).rejects.toMatchObject({ code: 'cancelled' }),
      engine.close(),
    ]);
  });

  test('an engine that was never used starts nothing', async () => {
    const { engine, starts } = fakeEngine('none', 0);
    await engine.close();
    expect(starts()).toBe(0);
  });
});
