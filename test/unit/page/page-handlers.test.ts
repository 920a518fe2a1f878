import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METHODS } from '../../../src/shared/contract/methods.ts';
import { HOST_METHODS, PAGE_QUEUE_METHODS } from '../../../src/shared/contract/page.ts';
import { resultSchema } from '../../../src/shared/contract/result.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { DEFAULT_PREFERENCES } from '../../../src/shared/preferences.ts';
import { INPUTS, jobView, OUTPUTS, uidOf } from '../../support/contract-samples.ts';
import { HOST, PAGE_INPUTS, PAGE_METHODS, pageScene } from '../../support/page-samples.ts';

const refused = { ok: false, error: { code: 'invalid-argument' } };

describe('what a page may ask for', () => {
  test.each(PAGE_QUEUE_METHODS)('%s is answered by the queue', async (method) => {
    const { answerPage, inputs } = pageScene();
    expect(await answerPage(method, INPUTS[method])).toEqual({ ok: true, value: OUTPUTS[method] });
    expect(inputs).toEqual([{ method, input: INPUTS[method] }]);
  });

  const ofTheQueueAlone = Object.keys(METHODS).filter(
    (name) => !new Set<string>(PAGE_QUEUE_METHODS).has(name) && !Object.hasOwn(HOST_METHODS, name),
  );

  test.each(ofTheQueueAlone)('%s, which names paths or shows them, is not', async (method) => {
    const { answerPage, inputs } = pageScene();
    expect(await answerPage(method, PAGE_INPUTS['queue.status'])).toMatchObject(refused);
    expect(await answerPage(method, { uid: uidOf(1) })).toMatchObject(refused);
    expect(inputs).toEqual([]);
  });

  test('those are the methods that name paths', () => {
    expect(ofTheQueueAlone).toEqual([
      'queue.add',
      'jobs.relocate',
      'jobs.export',
      'transcript.edit',
      'transcript.search',
      'media.playback',
      'models.import',
    ]);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'jobs.steal', 'HOST.DESCRIBE'])(
    '%j is not',
    async (method) => {
      const { answerPage, inputs } = pageScene();
      expect(await answerPage(method, {})).toMatchObject(refused);
      expect(inputs).toEqual([]);
    },
  );

  test('a name of any length is told in a short sentence', async () => {
    const answer = await pageScene().answerPage('x'.repeat(1_000_000), {});
    expect(JSON.stringify(answer).length).toBeLessThan(1_000);
  });

  test.each(PAGE_METHODS)('%s refuses input that does not fit, and does not repeat it', async (method) => {
    const { answerPage, inputs, desktop } = pageScene();
    for (const input of [
      null,
      undefined,
      7,
      'a secret',
      [],
      { more: 'a secret' },
      { __proto__: null, uid: 'a secret' },
    ]) {
      const answer = await answerPage(method, input);
      expect(answer).toMatchObject(refused);
      expect(JSON.stringify(answer)).not.toContain('a secret');
    }
    expect([inputs, desktop.asked]).toEqual([[], []]);
  });

  test('whatever a page sends, it gets an answer', async () => {
    const { answerPage } = pageScene();
    const method = fc.oneof(fc.constantFrom(...PAGE_METHODS), fc.string());
    await fc.assert(
      fc.asyncProperty(
        method,
        fc.anything({ withMap: true, withDate: true, withBigInt: true }),
        async (name, input) => {
          expect(resultSchema.safeParse(await answerPage(name, input)).success).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('a page learns where it is shown', async () => {
  expect(await pageScene().value('host.describe', {})).toEqual(HOST);
});

test('a failure of the queue reaches the page as it is', async () => {
  const failing = pageScene({
    'jobs.get': async () => {
      throw new EarshotError('job-not-found', 'There is no such job.', { hint: 'Look.', detail: 'uid' });
    },
  });
  expect(await failing.answerPage('jobs.get', { uid: uidOf(1) })).toEqual({
    ok: false,
    error: { code: 'job-not-found', message: 'There is no such job.', hint: 'Look.', detail: 'uid' },
  });
});

test('whether a recording can be played is told, and where it lies is not', async () => {
  const { value, inputs } = pageScene();
  expect(await value('media.check', { uid: uidOf(1) })).toEqual({});
  expect(inputs).toEqual([{ method: 'media.playback', input: { uid: uidOf(1) } }]);

  const missing = pageScene({
    'media.playback': async () => {
      throw new EarshotError('file-not-found', 'There is no file Ada.mp3.');
    },
  });
  expect(await missing.answerPage('media.check', { uid: uidOf(1) })).toMatchObject({
    ok: false,
    error: { code: 'file-not-found', message: 'There is no file Ada.mp3.' },
  });
});

describe('preferences', () => {
  test('are changed by a page', async () => {
    const { value, inputs } = pageScene();
    const input = {
      change: { appearance: { theme: 'dark' }, exports: { formats: ['srt'], outputDir: null } },
    };
    expect(await value('preferences.change', input)).toEqual(OUTPUTS['preferences.change']);
    expect(inputs).toEqual([{ method: 'preferences.change', input }]);
  });

  test('name no folder that a page has named', async () => {
    const { answerPage, inputs } = pageScene();
    const input = { change: { exports: { outputDir: '/etc' } } };
    expect(await answerPage('preferences.change', input)).toMatchObject(refused);
    expect(inputs).toEqual([]);
  });

  test('get their folder from a dialog, or stay as they are', async () => {
    const { value, inputs, desktop } = pageScene({
      'preferences.get': async () => ({
        ...DEFAULT_PREFERENCES,
        exports: { ...DEFAULT_PREFERENCES.exports, outputDir: '/before' },
      }),
    });
    expect(await value('preferences.chooseFolder', {})).toMatchObject({ exports: { outputDir: '/before' } });
    desktop.folder = '/home/ann/texts';
    await value('preferences.chooseFolder', {});
    expect(desktop.asked).toEqual(['/before', '/before']);
    expect(inputs.map(({ method }) => method)).toEqual([
      'preferences.get',
      'preferences.get',
      'preferences.change',
    ]);
    expect(inputs.at(-1)?.input).toEqual({ change: { exports: { outputDir: '/home/ann/texts' } } });
  });
});

describe('in a browser', () => {
  test.each(['intake.choose', 'preferences.chooseFolder', 'export.save', 'host.reveal'] as const)(
    '%s is not to be had, and the answer says what else to do',
    async (method) => {
      const { answerPage } = pageScene({}, { desktop: null });
      const answer = await answerPage(method, PAGE_INPUTS[method]);
      expect(answer).toMatchObject({ ok: false, error: { code: 'state-refused' } });
    },
  );
});

describe('in the file manager', () => {
  test('a recording, its files and the folders of Earshot are shown', async () => {
    const files = ['/texts/talk.srt', '/texts/talk.txt'];
    const { value, desktop } = pageScene({
      'jobs.get': async () => ({ ...jobView(1), exportStatus: { state: 'written', files } }),
    });
    await value('host.reveal', { what: 'recording', uid: uidOf(1) });
    await value('host.reveal', { what: 'exports', uid: uidOf(1) });
    await value('host.reveal', { what: 'logs' });
    await value('host.reveal', { what: 'data' });
    expect(desktop.asked).toEqual([jobView(1).path, '/texts/talk.srt', '/home/ann/logs', '/home/ann/data']);
  });

  test('what was not written cannot be shown', async () => {
    const { answerPage, desktop } = pageScene();
    const answer = await answerPage('host.reveal', { what: 'exports', uid: uidOf(1) });
    expect(answer).toMatchObject({ ok: false, error: { code: 'state-refused' } });
    expect(desktop.asked).toEqual([]);
  });
});

test('health is looked at once for all who ask at the same time, and anew for who asks later', async () => {
  let looks = 0;
  const checkHealth = async () => {
    looks += 1;
    await new Promise(setImmediate);
    return [];
  };
  const { value } = pageScene({}, { checkHealth });
  await Promise.all([value('health.check', {}), value('health.check', {}), value('health.diagnostics', {})]);
  expect(looks).toBe(1);
  await value('health.check', {});
  expect(looks).toBe(2);
});

test('health is looked at, and told for others without places', async () => {
  const { value } = pageScene();
  expect(await value('health.check', {})).toMatchObject({ findings: [{ part: 'disk', isGood: true }] });
  const { text } = HOST_METHODS['health.diagnostics'].output.parse(await value('health.diagnostics', {}));
  expect(text).toContain('Earshot 1.2.3 (desktop)');
  expect(text).toContain('9.0 GiB free');
  expect(text).not.toContain('ann');
});
