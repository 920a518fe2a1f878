import { describe, expect, test } from 'vitest';
import type { Granted } from '../../../src/main/core/page/grant-book.ts';
import type { Disposition, MethodInput, MethodOutput } from '../../../src/shared/contract/methods.ts';
import { HOST_METHODS } from '../../../src/shared/contract/page.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { DEFAULT_JOB_OPTIONS, NO_EXPORT } from '../../../src/shared/job-options.ts';
import { DEFAULT_PREFERENCES } from '../../../src/shared/preferences.ts';
import { jobView, OUTPUTS, uidOf } from '../../support/contract-samples.ts';
import { pageScene } from '../../support/page-samples.ts';

const OPTIONS = { ...DEFAULT_JOB_OPTIONS, quality: 'accurate' } as const;
const SUBTITLES = { ...NO_EXPORT, formats: ['srt' as const] };
const preferring = { 'preferences.get': async () => ({ ...DEFAULT_PREFERENCES, exports: SUBTITLES }) };

function file(path: string, changes: Partial<Granted> = {}): Granted {
  return { paths: [path], use: 'any', isUpload: false, ...changes };
}

function upload(path: string): Granted {
  return file(path, { isUpload: true });
}

/** Takes every path in, each with the next of these dispositions. */
function taking(...dispositions: readonly Disposition[]) {
  return async ({ paths }: MethodInput<'queue.add'>): Promise<MethodOutput<'queue.add'>> => ({
    batchUid: uidOf(9),
    jobs: paths.flatMap((path, index) => {
      const disposition = dispositions[index];
      return disposition === undefined ? [] : [{ uid: uidOf(index), path, disposition }];
    }),
    problems: paths.slice(dispositions.length).map((path) => ({
      path,
      error: new EarshotError('not-media', 'It is no recording.', { detail: path }).toFailure(),
    })),
  });
}

describe('recordings that were handed over', () => {
  test('are added with the page’s options and the preferred output, and come back by their names', async () => {
    const { value, grants, inputs } = pageScene({
      ...preferring,
      'queue.add': taking('added', 'already-there'),
    });
    const ids = [
      grants.issue(file('/home/ann/one.mp3', { paths: ['/home/ann/one.mp3', '/home/ann/two.mp3'] })),
      grants.issue(file('/home/ann/notes.txt')),
    ];
    expect(await value('intake.add', { grants: ids, options: OPTIONS, again: true })).toEqual({
      batchUid: uidOf(9),
      jobs: [
        { uid: uidOf(0), name: 'one.mp3', disposition: 'added' },
        { uid: uidOf(1), name: 'two.mp3', disposition: 'already-there' },
      ],
      problems: [{ name: 'notes.txt', error: expect.objectContaining({ code: 'not-media', detail: null }) }],
    });
    expect(inputs.at(-1)).toEqual({
      method: 'queue.add',
      input: {
        paths: ['/home/ann/one.mp3', '/home/ann/two.mp3', '/home/ann/notes.txt'],
        options: OPTIONS,
        exports: SUBTITLES,
        again: true,
        keepCopy: false,
      },
    });
  });

  test('are added once', async () => {
    const { answerPage, grants } = pageScene();
    const input = { grants: [grants.issue(file('/one.mp3'))], options: OPTIONS, again: false };
    expect(await answerPage('intake.add', input)).toMatchObject({ ok: true });
    expect(await answerPage('intake.add', input)).toMatchObject({
      ok: false,
      error: { code: 'invalid-argument' },
    });
  });

  test('can be handed in again when the queue could not be reached', async () => {
    const gone = async () => {
      throw new EarshotError('queue-unreachable', 'The queue cannot be reached.');
    };
    const { answerPage, grants, discarded } = pageScene({ 'queue.add': gone });
    const input = { grants: [grants.issue(upload('/uploads/1/one.mp3'))], options: OPTIONS, again: false };
    for (const _ of [1, 2]) {
      expect(await answerPage('intake.add', input)).toMatchObject({
        ok: false,
        error: { code: 'queue-unreachable' },
      });
    }
    expect([grants.size, discarded]).toEqual([1, []]);
  });
});

describe('recordings that were sent', () => {
  test('become copies of our own, and no file is written beside them', async () => {
    const { value, grants, inputs } = pageScene(preferring);
    const ids = [grants.issue(upload('/uploads/1/one.mp3'))];
    await value('intake.add', { grants: ids, options: OPTIONS, again: false });
    expect(inputs.find(({ method }) => method === 'queue.add')?.input).toMatchObject({
      keepCopy: true,
      exports: NO_EXPORT,
    });
  });

  test('write files where a folder was chosen for them', async () => {
    const exports = { ...SUBTITLES, outputDir: '/texts' };
    const { value, grants, inputs } = pageScene({
      'preferences.get': async () => ({ ...DEFAULT_PREFERENCES, exports }),
    });
    const ids = [grants.issue(upload('/uploads/1/one.mp3'))];
    await value('intake.add', { grants: ids, options: OPTIONS, again: false });
    expect(inputs.find(({ method }) => method === 'queue.add')?.input).toMatchObject({ exports });
  });

  test('go again when the queue has no use for them: what it adds it takes over itself', async () => {
    const paths = ['added', 'known', 'read', 'none'].map((name) => `/uploads/${name}/talk.mp3`);
    const { value, grants, discarded } = pageScene({
      'queue.add': taking('added', 'already-done', 'continued'),
      'jobs.get': async ({ uid }) => ({
        ...jobView(1),
        path: uid === uidOf(2) ? '/uploads/read/talk.mp3' : '/home/ann/talk.mp3',
      }),
    });
    const ids = paths.map((path) => grants.issue(upload(path)));
    await value('intake.add', { grants: ids, options: OPTIONS, again: false });
    expect(discarded).toEqual(['/uploads/known/talk.mp3', '/uploads/none/talk.mp3']);
  });
});

test('the sample is added as a copy of our own, with what is preferred, and writes nothing beside itself', async () => {
  const { value, inputs } = pageScene(preferring);
  expect(await value('intake.sample', {})).toMatchObject({ jobs: [{ name: 'talk.mp3' }] });
  expect(inputs.at(-1)?.input).toEqual({
    paths: ['/app/resources/sample.mp3'],
    options: DEFAULT_PREFERENCES.job,
    exports: NO_EXPORT,
    again: false,
    keepCopy: true,
  });
});

test('what comes in past the pages is added by the preferences', async () => {
  const { takeIn, inputs } = pageScene(preferring);
  expect(await takeIn(['/home/ann/talk.mp3'])).toEqual({
    batchUid: uidOf(1),
    jobs: [{ uid: uidOf(1), name: 'talk.mp3', disposition: 'added' }],
    problems: [],
  });
  expect(inputs.at(-1)?.input).toMatchObject({
    paths: ['/home/ann/talk.mp3'],
    options: DEFAULT_PREFERENCES.job,
    exports: SUBTITLES,
    keepCopy: false,
  });
});

test.each(['preferences.get', 'queue.add'] as const)(
  'what cannot be taken in past the pages is told file by file, without places: %s',
  async (method) => {
    const failing = async (): Promise<never> => {
      throw new EarshotError('disk-full', 'The disk is full.', { hint: 'Free some.', detail: '/home/ann' });
    };
    const { takeIn } = pageScene({ [method]: failing });
    const error = { code: 'disk-full', message: 'The disk is full.', hint: 'Free some.', detail: null };
    expect(await takeIn(['/home/ann/talk.mp3', '/home/ann/folder'])).toEqual({
      batchUid: null,
      jobs: [],
      problems: [
        { name: 'talk.mp3', error },
        { name: 'folder', error },
      ],
    });
  },
);

const chosenSchema = HOST_METHODS['intake.choose'].output;

describe('a dialog', () => {
  test.each([
    ['recordings', 'intake.model'],
    ['model', 'intake.relocate'],
    ['moved-recording', 'intake.model'],
  ] as const)('that asked for %s gives grants for nothing else', async (what, wrong) => {
    const { value, answerPage, desktop } = pageScene();
    desktop.chosen = ['/home/ann/chosen'];
    const { grants } = chosenSchema.parse(await value('intake.choose', { what }));
    const input = wrong === 'intake.model' ? {} : { uid: uidOf(1), acceptChanged: false };
    const answer = await answerPage(wrong, { ...input, grant: grants[0] });
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
  });

  test('for a folder gives grants for recordings', async () => {
    const { value, desktop, inputs } = pageScene();
    desktop.chosen = ['/home/ann/talks'];
    const chosen = chosenSchema.parse(await value('intake.choose', { what: 'folder' }));
    await value('intake.add', { ...chosen, options: OPTIONS, again: false });
    expect([desktop.asked, inputs.at(-1)?.input]).toEqual([
      ['folder'],
      expect.objectContaining({ paths: ['/home/ann/talks'] }),
    ]);
  });

  test('that was closed gives none', async () => {
    expect(await pageScene().value('intake.choose', { what: 'recordings' })).toEqual({ grants: [] });
  });
});

describe('a recording that has moved', () => {
  test('is told to the queue', async () => {
    const { value, grants, inputs } = pageScene();
    const grant = grants.issue(file('/home/ann/moved.mp3', { use: 'moved-recording' }));
    expect(await value('intake.relocate', { uid: uidOf(1), grant, acceptChanged: false })).toEqual({});
    expect(inputs).toEqual([
      {
        method: 'jobs.relocate',
        input: { uid: uidOf(1), path: '/home/ann/moved.mp3', acceptChanged: false },
      },
    ]);
  });

  test('and is another one can be accepted with the same grant', async () => {
    const { answerPage, grants } = pageScene({
      'jobs.relocate': async ({ acceptChanged }) => {
        if (acceptChanged) return OUTPUTS['jobs.relocate'];
        throw new EarshotError('source-changed', 'It is another one.');
      },
    });
    const input = { uid: uidOf(1), grant: grants.issue(file('/home/ann/moved.mp3')) };
    const answer = await answerPage('intake.relocate', { ...input, acceptChanged: false });
    expect(answer).toMatchObject({ ok: false, error: { code: 'source-changed' } });
    expect(await answerPage('intake.relocate', { ...input, acceptChanged: true })).toMatchObject({
      ok: true,
    });
  });

  test('is one file, not several', async () => {
    const { answerPage, grants } = pageScene();
    const grant = grants.issue({ ...file('/one.mp3'), paths: ['/one.mp3', '/two.mp3'] });
    const answer = await answerPage('intake.relocate', { uid: uidOf(1), grant, acceptChanged: false });
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
  });
});

test('a model is imported; what a page has sent for it goes then', async () => {
  const { value, grants, inputs, discarded } = pageScene();
  expect(await value('intake.model', { grant: grants.issue(file('/models/own.bin')) })).toEqual(
    OUTPUTS['models.import'],
  );
  await value('intake.model', { grant: grants.issue(upload('/uploads/1/sent.bin')) });
  expect(inputs.map(({ input }) => input)).toEqual([
    { path: '/models/own.bin' },
    { path: '/uploads/1/sent.bin' },
  ]);
  expect(discarded).toEqual(['/uploads/1/sent.bin']);
});
