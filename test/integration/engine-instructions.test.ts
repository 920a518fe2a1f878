import { describe, expect, test } from 'vitest';
import { CHUNK, fakeEngine, OPTIONS } from '../support/fake-engine.ts';
import { never } from '../support/make-media.ts';

const ALWAYS = 1000;

describe('instructions that the processor does not have', () => {
  test('at the start lead to the baseline build', async () => {
    const { engine, journal } = fakeEngine('illegal-at-start', ALWAYS);
    expect((await engine.ready(never)).name).toBe('fake');
    expect(journal()).toEqual(['start', 'start baseline']);
  });

  test('at the start are not mistaken for what goes wrong in the first call', async () => {
    const { engine, journal, restarts } = fakeEngine('illegal-then-crash', 2);
    await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({ code: 'engine-crashed' });
    expect((await engine.transcribe(CHUNK, OPTIONS, never)).done.result).toBe('completed');
    expect(journal()).toEqual(['start', 'start baseline', 'start baseline']);
    expect(restarts).toEqual(['engine-crashed']);
  });

  test('in a call lead to the baseline build, which makes the call', async () => {
    const { engine, restarts, journal } = fakeEngine('illegal', 1);
    expect((await engine.transcribe(CHUNK, OPTIONS, never)).done.result).toBe('completed');
    expect(journal()).toEqual(['start', 'start baseline']);
    expect(restarts).toEqual(['engine-illegal-instruction']);
  });

  test('in several calls at once lead to one baseline build, which makes them all', async () => {
    const { engine, restarts, journal } = fakeEngine('illegal', 1);
    const both = [engine.transcribe(CHUNK, OPTIONS, never), engine.transcribe(CHUNK, OPTIONS, never)];
    expect((await Promise.all(both)).map(({ done }) => done.result)).toEqual(['completed', 'completed']);
    expect(journal()).toEqual(['start', 'start baseline']);
    expect(restarts).toEqual(['engine-illegal-instruction']);
  });

  test('in the baseline build as well fail the call', async () => {
    const { engine, journal } = fakeEngine('illegal', ALWAYS);
    await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({
      code: 'engine-illegal-instruction',
    });
    expect(journal()).toEqual(['start', 'start baseline']);
  });

  test('are remembered: later runners are baseline builds too', async () => {
    const { engine, journal } = fakeEngine('illegal', 2);
    await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({
      code: 'engine-illegal-instruction',
    });
    await engine.transcribe(CHUNK, OPTIONS, never);
    expect(journal()).toEqual(['start', 'start baseline', 'start baseline']);
  });
});
