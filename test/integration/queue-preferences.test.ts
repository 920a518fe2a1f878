import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/main/core/storage/open-store.ts';
import { DEFAULT_PREFERENCES } from '../../src/shared/preferences.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { foldersIn, modelView, TestQueue } from '../support/test-queue.ts';

const suite = suiteFolder();

/** A queue that knows how fast it was: with most samples for four threads. */
function measured(home: string): string {
  const { store } = openSqliteStore({ folder: foldersIn(home).data, now: Date.now });
  const key = { model: 'base', device: 'cpu' };
  store.saveCalibration({ ...key, threads: 2, realTimeFactor: 0.25, samples: 2 });
  store.saveCalibration({ ...key, threads: 4, realTimeFactor: 0.125, samples: 9 });
  store.saveCalibration({ ...key, threads: 8, realTimeFactor: 0.5, samples: 1 });
  store.saveCalibration({ model: 'base', device: 'gpu', threads: 4, realTimeFactor: 1 / 64, samples: 1 });
  store.close();
  return home;
}

describe('preferences', () => {
  test('are the defaults at first; a change names only what it changes, and outlives the owner', async () => {
    const queue = await TestQueue.open(suite);
    expect(await queue.call('preferences.get', {})).toEqual(DEFAULT_PREFERENCES);
    const changed = await queue.call('preferences.change', {
      change: { appearance: { theme: 'dark' }, exports: { formats: ['srt'] }, keepInTray: true },
    });
    const { appearance, exports } = DEFAULT_PREFERENCES;
    expect(changed).toEqual({
      ...DEFAULT_PREFERENCES,
      appearance: { ...appearance, theme: 'dark' },
      exports: { ...exports, formats: ['srt'] },
      keepInTray: true,
    });
    await queue.stop();
    const again = await TestQueue.open(suite, {}, { home: queue.home });
    expect(await again.call('preferences.get', {})).toEqual(changed);
  });

  test('that were changed are announced once', async () => {
    const queue = await TestQueue.open(suite);
    await queue.call('preferences.change', { change: { notifications: { finished: false } } });
    expect(queue.eventsOf('queue-changed')).toHaveLength(1);
  });

  test('that are changed at the same time do not undo each other', async () => {
    const queue = await TestQueue.open(suite);
    await Promise.all([
      queue.call('preferences.change', { change: { job: { quality: 'fast' } } }),
      queue.call('preferences.change', { change: { job: { translate: true } } }),
    ]);
    expect((await queue.call('preferences.get', {})).job).toMatchObject({ quality: 'fast', translate: true });
  });

  test.each([
    [{ exports: { nameTemplate: '{nmae}' } }],
    [{ exports: { nameTemplate: '../{name}' } }],
    [{ exports: { outputDir: 'texts' } }],
  ])('that no file could be written by are refused (%j)', async (change) => {
    const queue = await TestQueue.open(suite);
    expect(await queue.refusal('preferences.change', { change })).toMatchObject({ code: 'invalid-argument' });
    expect(await queue.call('preferences.get', {})).toEqual(DEFAULT_PREFERENCES);
    expect(queue.eventsOf('queue-changed')).toEqual([]);
  });

  test('that cannot be stored are as they were', async () => {
    const queue = await TestQueue.open(suite);
    queue.store.before = ({ method }) => {
      if (method === 'savePreferences') throw new Error('not now');
    };
    expect(await queue.refusal('preferences.change', { change: { keepInTray: true } })).toBeDefined();
    expect((await queue.call('preferences.get', {})).keepInTray).toBe(false);
  });
});

describe('a text as a file would hold it', () => {
  test('has the name that the job gives its files, and says what it is', async () => {
    const queue = await TestQueue.open(suite);
    const exports = { ...DEFAULT_PREFERENCES.exports, nameTemplate: '{name} ({language})' };
    const uid = await queue.addOne('talk.wav', { exports });
    await queue.reached(uid, 'completed');
    const rendered = await queue.call('transcript.render', { uid, revision: null, format: 'srt' });
    expect(rendered).toMatchObject({ fileName: 'talk (en).srt', mediaType: 'application/x-subrip' });
    expect(rendered.text).toContain('-->');
    expect(await queue.call('transcript.render', { uid, revision: 1, format: 'openai-json' })).toMatchObject({
      fileName: 'talk (en).openai.json',
      mediaType: 'application/json',
    });
  });

  test('of which a part is missing says so in its name', async () => {
    const queue = await TestQueue.open(suite, {
      engine: () => ({ answer: () => new Promise(() => {}) }),
    });
    const uid = await queue.addOne();
    await queue.engineCalled(1);
    const { fileName } = await queue.call('transcript.render', { uid, revision: null, format: 'txt' });
    expect(fileName).toBe('talk.partial.txt');
  });

  test('that is not there is no text', async () => {
    const queue = await TestQueue.open(suite);
    const uid = await queue.addOne();
    const answer = await queue.refusal('transcript.render', { uid, revision: 7, format: 'txt' });
    expect(answer).toMatchObject({ code: 'job-not-found' });
  });
});

describe('models', () => {
  test('have the speed that was measured here, once for each place where they compute', async () => {
    const queue = await TestQueue.open(suite);
    expect(await queue.call('models.speeds', {})).toEqual({ speeds: [] });
    await queue.stop();
    const again = await TestQueue.open(suite, {}, { home: measured(queue.home) });
    expect(await again.call('models.speeds', {})).toEqual({
      speeds: [
        { model: 'base', device: 'cpu', speed: 8 },
        { model: 'base', device: 'gpu', speed: 64 },
      ],
    });
  });

  test('that come, or turn out to be damaged, are announced', async () => {
    const queue = await TestQueue.open(suite);
    await queue.call('models.verify', { id: 'base' });
    expect(queue.eventsOf('queue-changed')).toHaveLength(0);
    await queue.call('models.import', { path: join(queue.home, 'other.bin') });
    expect(queue.eventsOf('queue-changed')).toHaveLength(1);
    queue.script.verify = (id) => ({ ...modelView(id, 'whisper', 80), state: 'damaged' });
    await queue.call('models.verify', { id: 'base' });
    expect(queue.eventsOf('queue-changed')).toHaveLength(2);
  });
});
