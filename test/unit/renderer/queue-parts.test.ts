import { describe, expect, test } from 'vitest';
import { reportParts } from '../../../src/renderer/src/features/drop/report-parts.ts';
import { announcements } from '../../../src/renderer/src/features/queue/announcements.ts';
import { allDoneInMs, countJobs, readyInMs } from '../../../src/renderer/src/features/queue/outlook.ts';
import { mainAction, mayDo } from '../../../src/renderer/src/features/queue/row-actions.ts';
import { rowAfter, selectAt } from '../../../src/renderer/src/features/queue/selection.ts';
import { commandFor } from '../../../src/renderer/src/frame/page-keys.ts';
import { createI18n } from '../../../src/renderer/src/i18n/create-i18n.ts';
import { createFormats } from '../../../src/renderer/src/i18n/formats.ts';
import type { KeyPress } from '../../../src/renderer/src/keys/chord.ts';
import { type AppState, INITIAL_STATE } from '../../../src/renderer/src/store/app-state.ts';
import { applyEvents, applySnapshot } from '../../../src/renderer/src/store/apply-message.ts';
import { worthSending } from '../../../src/renderer/src/store/worth-sending.ts';
import type { JobView } from '../../../src/shared/contract/job.ts';
import type { IntakeReport } from '../../../src/shared/contract/page.ts';
import type { ErrorCode } from '../../../src/shared/errors.ts';
import {
  everyState,
  manyJobs,
  sampleFailure,
  sampleJob,
  uidOf,
} from '../../component/support/sample-jobs.ts';

const MINUTE_MS = 60_000;
const { t } = createI18n(['en-GB']);
const ports = { t, formats: createFormats(t, 'en-GB') };

function stateOf(jobs: readonly JobView[]): AppState {
  const state = applySnapshot(INITIAL_STATE, 1, jobs, 0);
  return { ...state, line: 'up', speeds: [{ model: 'base', device: 'auto', speed: 6 }] };
}

describe('the outlook', () => {
  test('a job is ready when those before it and itself are done', () => {
    const state = stateOf(everyState());

    expect(readyInMs(state, 1)).toBe(12 * MINUTE_MS);
    expect(readyInMs(state, 2)).toBe(24 * MINUTE_MS);
    expect(allDoneInMs(state)).toBe(24 * MINUTE_MS);
  });

  test('nothing is told that is not known', () => {
    const [first, second, third] = manyJobs(3);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three jobs');
    const unseen = { ...second, progress: { ...second.progress, durationMs: null } };
    const state = stateOf([first, unseen, third]);

    expect(readyInMs(state, 1)).not.toBeNull();
    expect([readyInMs(state, 2), readyInMs(state, 3), allDoneInMs(state)]).toEqual([null, null, null]);
    expect(allDoneInMs({ ...stateOf([first]), speeds: [] })).toBeNull();
  });

  test('while a model has finished nothing, what runs now says how fast it is', () => {
    const state = { ...stateOf(everyState()), speeds: [] };

    expect(readyInMs(state, 1)).toBe(12 * MINUTE_MS);
  });

  test('counts what is left, done and failed, and what needs a person', () => {
    expect(countJobs(stateOf(everyState()))).toEqual({ left: 5, done: 1, failed: 2, needing: 1 });
  });
});

describe('the one thing to do', () => {
  test('fits the state', () => {
    const actions = everyState().map((job) => mainAction(job, job.status.state === 'queued' ? 2 : null));

    expect(actions).toEqual([
      'pause',
      'next',
      'next',
      'locate',
      'resume',
      'tryNow',
      'copy',
      'remove',
      'continue',
      'retry',
    ]);
  });

  test('is nothing that the queue would refuse', () => {
    const refused = everyState().filter((job) => {
      const action = mainAction(job, job.status.state === 'queued' ? 2 : null);
      return action !== null && !mayDo(job, action);
    });

    expect(refused).toEqual([]);
  });

  test('the text that is there can be taken along while the rest is to come', () => {
    const withText = everyState().filter((job) => mayDo(job, 'copy'));

    expect(new Set(withText.map(({ status }) => status.state))).toEqual(
      new Set(['running', 'paused', 'retry_wait', 'completed', 'canceled', 'failed']),
    );
  });
});

describe('choosing rows', () => {
  const order = ['a', 'b', 'c', 'd'];
  const before = { order, selection: new Set(['b']), anchorUid: 'b' };

  test('alone, one by one, and as a range in either direction', () => {
    expect(selectAt('d', 'only', before).uids).toEqual(['d']);
    expect(selectAt('d', 'toggle', before).uids).toEqual(['b', 'd']);
    expect(selectAt('b', 'toggle', before).uids).toEqual([]);
    expect(selectAt('d', 'range', before).uids).toEqual(['b', 'c', 'd']);
    expect(selectAt('a', 'range', before).uids).toEqual(['a', 'b']);
  });

  test('keys lead from row to row and stop at the ends', () => {
    const from = (cursorUid: string | null) => ({ order, cursorUid, pageRows: 2 });

    expect(rowAfter('ArrowDown', from(null))).toBe('a');
    expect(rowAfter('ArrowDown', from('d'))).toBe('d');
    expect(rowAfter('ArrowUp', from('c'))).toBe('b');
    expect(rowAfter('PageDown', from('a'))).toBe('c');
    expect(rowAfter('Home', from('c'))).toBe('a');
    expect(rowAfter('End', from('a'))).toBe('d');
    expect(rowAfter('End', { order: [], cursorUid: null, pageRows: 2 })).toBeNull();
  });
});

const notFailed = (): null => null;

test('what is found out a moment after a drop is told in the same line', () => {
  const report: IntakeReport = {
    batchUid: null,
    jobs: [1, 2].map((number) => ({ uid: uidOf(number), name: `${number}`, disposition: 'added' })),
    problems: [],
  };
  const failureOf = (uid: string): ErrorCode | null => (uid === uidOf(2) ? 'no-audio-track' : null);

  expect(reportParts(report, failureOf).map(({ outcome, uids }) => [outcome, uids])).toEqual([
    ['added', [uidOf(1)]],
    ['noSound', [uidOf(2)]],
  ]);
});

test('what became of a drop is told in parts, the good news first', () => {
  const problem = (name: string, code: 'no-audio-track' | 'not-media') => ({
    name,
    error: sampleFailure(code, `${name} is of no use.`),
  });
  const parts = reportParts(
    {
      batchUid: null,
      jobs: [
        { uid: uidOf(1), name: 'a.mp3', disposition: 'already-done' },
        { uid: uidOf(2), name: 'b.mp3', disposition: 'added' },
        { uid: uidOf(3), name: 'c.mp3', disposition: 'added' },
      ],
      problems: [problem('d.png', 'not-media'), problem('e.mp4', 'no-audio-track')],
    },
    notFailed,
  );

  expect(parts.map(({ outcome, count }) => `${count} ${outcome}`)).toEqual([
    '2 added',
    '1 alreadyDone',
    '1 noSound',
    '1 notMedia',
  ]);
});

describe('keys of the page', () => {
  const key = (name: string, more: Partial<KeyPress> = {}): KeyPress => ({
    key: name,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  });

  test('hold everywhere but in fields; the space bar belongs to a button that has the focus', () => {
    expect(commandFor(key(' '), null)).toBe('play-pause');
    expect(commandFor(key(' '), 'control')).toBeNull();
    expect(commandFor(key('e'), 'control')).toBe('export');
    expect(commandFor(key('e'), 'text')).toBeNull();
    expect(commandFor(key('o', { ctrlKey: true }), 'text')).toBe('add');
    expect(commandFor(key('c', { ctrlKey: true }), null)).toBeNull();
    expect(commandFor(key('?'), null)).toBe('shortcuts');
  });
});

describe('what is read out', () => {
  const running = (fraction: number): JobView =>
    sampleJob({
      number: 1,
      title: 'Talk.mp3',
      status: { state: 'running', stage: 'transcribing' },
      progress: { fraction },
    });
  const step = (before: JobView, job: JobView): readonly string[] => {
    const state = stateOf([before]);
    const next = applyEvents(state, { kind: 'events', seq: 2, events: [{ kind: 'job-changed', job }] }, 0);
    return announcements(next, state, ports);
  };

  test('a quarter that was passed, not every percent', () => {
    expect(step(running(0.2), running(0.3))).toEqual(['Talk.mp3: 25%']);
    expect(step(running(0.3), running(0.4))).toEqual([]);
  });

  test('the end of a run', () => {
    const end = sampleJob({
      number: 1,
      title: 'Talk.mp3',
      status: { state: 'completed', gaps: 0 },
      progress: { durationMs: 60_000 },
      change: { workMs: 9000 },
    });

    expect(step(running(0.9), end)).toEqual(['Talk.mp3: 1:00 in 0:09']);
  });
});

describe('files that are sent', () => {
  const inFolder = (path: string, type: string) => ({ name: path.split('/').at(-1) ?? '', type, path });

  test('of a folder are those that may be recordings; those named one by one are all', () => {
    const named = { name: 'notes.pdf', type: 'application/pdf' };
    const talk = inFolder('/Talks/Day 1/opening.mp3', 'audio/mpeg');
    const unknown = inFolder('/Talks/old.amr2', '');
    const photo = inFolder('/Talks/photo.jpg', 'image/jpeg');

    expect(worthSending([named, talk, unknown, photo])).toEqual({
      files: [named, talk, unknown],
      foldersWithout: [],
    });
  });

  test('a folder without recordings is told', () => {
    expect(worthSending([inFolder('./Pictures/a.jpg', 'image/jpeg')])).toEqual({
      files: [],
      foldersWithout: ['Pictures'],
    });
  });
});
