import { expect, test } from 'vitest';
import { JsonView } from '../../../src/main/cli/json-view.ts';
import type { RecordingResult } from '../../../src/main/cli/view.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { uidOf } from '../../support/job-view-of.ts';
import { transcriptOf } from '../../support/transcript-of.ts';

const error = new EarshotError('engine-crashed', 'Gone.', { hint: 'Again.' }).toFailure();
const uid = uidOf('a');

/** The lines a program would read. */
function linesOf(show: (view: JsonView) => void): unknown[] {
  let written = '';
  show(
    new JsonView((line) => {
      written += line;
    }),
  );
  expect(written.endsWith('\n')).toBe(true);
  return written
    .slice(0, -1)
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

test('text with line ends, quotes and any script stays one line', () => {
  const { segments } = transcriptOf(['He said:\n"你好"\u2028 \u0000 \\ 👍🏽']);
  expect(linesOf((view) => view.event('a.mp3', { kind: 'segments', segments }))).toEqual([
    { type: 'segments', file: 'a.mp3', segments },
  ]);
});

test('a notice of the program tells its reason as a failure', () => {
  expect(linesOf((view) => view.notice('Started again.', error))).toEqual([
    { type: 'notice', file: null, message: 'Started again.', reason: error },
  ]);
});

test('a notice of a recording names it', () => {
  expect(linesOf((view) => view.event('a.mp3', { kind: 'notice', message: 'Cut off.' }))).toEqual([
    { type: 'notice', file: 'a.mp3', message: 'Cut off.' },
  ]);
});

test.each<[RecordingResult, object]>([
  [
    { kind: 'completed', transcript: transcriptOf(['One.']), workMs: 10, gaps: 1 },
    { result: 'completed', error: null, workMs: 10, gaps: 1, review: [], discarded: [] },
  ],
  [
    { kind: 'export-failed', transcript: transcriptOf(['One.']), error },
    { result: 'export-failed', error, workMs: null, gaps: null },
  ],
  [
    { kind: 'stopped', transcript: null, error },
    { result: 'stopped', error, workMs: null, gaps: null, review: [], discarded: [] },
  ],
])('the end of a recording always has the same fields (%#)', (result, expected) => {
  const [line] = linesOf((view) => view.end('a.mp3', result, ['a.srt']));
  expect(line).toMatchObject({ type: 'end', file: 'a.mp3', files: ['a.srt'], ...expected });
  expect(Object.keys(line ?? {}).toSorted()).toEqual([
    'discarded',
    'error',
    'file',
    'files',
    'gaps',
    'result',
    'review',
    'type',
    'workMs',
  ]);
});

test('what is doubtful and what was set aside is in the end of a recording', () => {
  const mark = { reason: 'repetition', startMs: 0, endMs: 10, note: 'Look.', channel: null } as const;
  const aside = { reason: 'replaced', startMs: 0, endMs: 10, text: 'Old.', channel: null } as const;
  const transcript = { ...transcriptOf(['One.']), review: [mark], discarded: [aside] };
  expect(linesOf((view) => view.end('a.mp3', { kind: 'stopped', transcript, error }, []))).toEqual([
    expect.objectContaining({ review: [mark], discarded: [aside] }),
  ]);
});

test('each call is one line, in order', () => {
  const lines = linesOf((view) => {
    view.begin('a.mp3', { uid, index: 0, count: 2 });
    view.waiting();
    view.added('c.mp3', uid, 'added');
    view.problem('b.mp3', error);
    view.summary({ completed: 1, failed: 1, stopped: 0, mediaMs: 5, wallMs: 6 });
    view.close();
  });
  expect(lines).toEqual([
    { type: 'begin', file: 'a.mp3', uid, index: 0, count: 2 },
    { type: 'added', file: 'c.mp3', uid, disposition: 'added' },
    { type: 'problem', file: 'b.mp3', error },
    { type: 'summary', completed: 1, failed: 1, stopped: 0, mediaMs: 5, wallMs: 6 },
  ]);
});
