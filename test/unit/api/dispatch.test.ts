import { expect, test } from 'vitest';
import { dispatch } from '../../../src/main/core/api/dispatch.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { INPUTS, OUTPUTS } from '../../support/contract-samples.ts';
import { scriptedHandlers } from '../../support/scripted-handlers.ts';

const SECRET = '/home/someone/private-recording.mp3';

test('an answer is a copy', async () => {
  const result = await dispatch(scriptedHandlers(), 'jobs.get', INPUTS['jobs.get']);
  expect(result).toEqual({ ok: true, value: OUTPUTS['jobs.get'] });
  expect(result.ok && result.value).not.toBe(OUTPUTS['jobs.get']);
});

test('wrong input names the places and not the values', async () => {
  const result = await dispatch(scriptedHandlers(), 'queue.add', {
    ...INPUTS['queue.add'],
    paths: [SECRET, 7],
    again: SECRET,
  });
  expect(result).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
  expect(JSON.stringify(result)).toContain('paths[1]');
  expect(JSON.stringify(result)).toContain('again');
  expect(JSON.stringify(result)).not.toContain(SECRET);
});

test('a hundred thousand mistakes are a short answer', async () => {
  const result = await dispatch(scriptedHandlers(), 'queue.add', {
    ...INPUTS['queue.add'],
    paths: Array.from({ length: 100_000 }, () => 7),
    ['k'.repeat(1_000_000)]: 1,
  });
  expect(result).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
  expect(JSON.stringify(result).length).toBeLessThan(5_000);
});

test('a wrong answer of a handler names the place and not the value', async () => {
  const broken = scriptedHandlers({ 'jobs.export': async () => JSON.parse(`{"files":"${SECRET}"}`) });
  const result = await dispatch(broken, 'jobs.export', INPUTS['jobs.export']);
  expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(result)).toContain('files');
  expect(JSON.stringify(result)).not.toContain(SECRET);
});

test.each(['__proto__', 'constructor', 'hasOwnProperty', 'jobs.nothing'])(
  '%s is not a method',
  async (method) => {
    expect(await dispatch(scriptedHandlers(), method, {})).toMatchObject({
      ok: false,
      error: { code: 'invalid-argument', message: `The queue has no method "${method}".` },
    });
  },
);

test('a long name of a method is not repeated in full', async () => {
  const result = await dispatch(scriptedHandlers(), 'x'.repeat(100_000), {});
  expect(JSON.stringify(result).length).toBeLessThan(1_000);
});

test('a failure of a handler passes as it is', async () => {
  const error = new EarshotError('state-refused', 'Not now.', { hint: 'Wait.' });
  const handlers = scriptedHandlers({ 'jobs.move': () => Promise.reject(error) });
  expect(await dispatch(handlers, 'jobs.move', INPUTS['jobs.move'])).toEqual({
    ok: false,
    error: error.toFailure(),
  });
});
