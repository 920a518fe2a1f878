import { expect, test } from 'vitest';
import type { TextView } from '../../../src/main/cli/text-view.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import type { Segment } from '../../../src/shared/transcript.ts';
import { WHISPER_LANGUAGES } from '../../../src/shared/whisper-languages.ts';
import { uidOf } from '../../support/job-view-of.ts';
import { progressOf, shown } from '../../support/shown-text.ts';
import { transcriptOf } from '../../support/transcript-of.ts';

function segmentsOf(texts: readonly string[], channel: number | null = null): Segment[] {
  return transcriptOf(texts).segments.map((segment) => ({ ...segment, channel }));
}

const done = { workMs: 1_000, gaps: 0 };
const crash = new EarshotError('engine-crashed', 'The engine is gone.', { hint: 'Try again.' }).toFailure();
const ONE = { uid: uidOf('a'), index: 0, count: 1 };

/** Everything that can be told about one recording. */
function tellEverything(view: TextView): void {
  view.begin('/recordings/talk.mp3', ONE);
  view.event('talk.mp3', { kind: 'language', code: 'de', probability: 0.876 });
  view.event('talk.mp3', {
    kind: 'progress',
    progress: progressOf({ fraction: 0.5, doneMs: 50_000, speed: 2, remainingMs: 25_000 }),
  });
  view.event('talk.mp3', { kind: 'segments', segments: segmentsOf(['Hello.', 'Again.']) });
  view.event('talk.mp3', { kind: 'notice', message: 'The file is cut off.' });
  view.notice('Stopping.');
  view.end('talk.mp3', { kind: 'completed', transcript: transcriptOf(['Hello.', 'Again.']), ...done }, [
    'talk.srt',
  ]);
  view.summary({ completed: 1, failed: 0, stopped: 0, mediaMs: 1, wallMs: 1 });
  view.close();
}

test.each([
  { isTTY: false, quiet: false },
  { isTTY: true, quiet: false },
  { isTTY: false, quiet: true },
  { isTTY: true, quiet: true },
])('standard output gets the text and nothing else (%j)', (options) => {
  expect(shown(tellEverything, options).stdout).toBe('Hello.\nAgain.\n');
});

test('standard error gets the rest', () => {
  const { stderr } = shown(tellEverything);
  for (const part of [
    'Language: German (88 % sure)\n',
    'Transcribing ██████████░░░░░░░░░░ 50 % · 0:50 of 1:40 · 2.0 × real time · 0:25 left\n',
    'The file is cut off.\n',
    'Stopping.\n',
    'Wrote talk.srt\n',
    'Done: 0:02 in 0:01, 2.0 × real time\n',
  ]) {
    expect(stderr).toContain(part);
  }
});

test.each([{ isTTY: false }, { isTTY: true }])('quiet says nothing but text (%j)', (options) => {
  expect(shown(tellEverything, { ...options, quiet: true }).stderr).toBe('');
});

test('quiet does not keep errors back', () => {
  const { stdout, stderr } = shown(
    (view) => {
      view.problem(
        '/recordings/gone.mp3',
        new EarshotError('file-not-found', 'There is no such file.').toFailure(),
      );
      view.end('talk.mp3', { kind: 'stopped', transcript: null, error: crash }, []);
    },
    { quiet: true },
  );
  expect(stdout).toBe('');
  expect(stderr).toBe(
    '/recordings/gone.mp3: There is no such file. Check the path. [file-not-found]\n' +
      'talk.mp3: The engine is gone. Try again. [engine-crashed]\n',
  );
});

test('a file is not named twice in one error', () => {
  const error = new EarshotError('file-not-found', 'There is no file "gone.mp3".', {
    hint: 'Look.',
  }).toFailure();
  expect(shown((view) => view.problem('/recordings/gone.mp3', error)).stderr).toBe(
    'There is no file "gone.mp3". Look. [file-not-found]\n',
  );
});

test('several recordings are told apart by their names', () => {
  const { stdout } = shown((view) => {
    view.begin('/a/one.mp3', { ...ONE, count: 2 });
    view.event('', { kind: 'segments', segments: segmentsOf(['First.']) });
    view.begin('/a/two.mp3', { ...ONE, index: 1, count: 2 });
    view.event('', { kind: 'segments', segments: segmentsOf(['Second.']) });
  });
  expect(stdout).toBe('one.mp3\n\nFirst.\n\ntwo.mp3\n\nSecond.\n');
});

test('a channel is named when it begins to speak, also in the next recording', () => {
  const { stdout } = shown((view) => {
    view.begin('one.mp3', ONE);
    view.event('', { kind: 'segments', segments: segmentsOf(['Ask.', 'More.'], 0) });
    view.event('', { kind: 'segments', segments: segmentsOf(['Reply.'], 1) });
    view.event('', { kind: 'segments', segments: segmentsOf(['Ask again.'], 0) });
    view.begin('two.mp3', ONE);
    view.event('', { kind: 'segments', segments: segmentsOf(['Other.'], 0) });
  });
  expect(stdout).toBe(
    'Channel 1:\nAsk.\nMore.\nChannel 2:\nReply.\nChannel 1:\nAsk again.\nChannel 1:\nOther.\n',
  );
});

test('every language that Whisper can hear has a name', () => {
  for (const code of WHISPER_LANGUAGES.keys()) {
    const { stderr } = shown((view) => view.event('', { kind: 'language', code, probability: 1 }));
    expect(stderr).toMatch(/^Language: \p{Lu}.* \(100 % sure\)\n$/u);
  }
});

test('a language that the person chose is not told back', () => {
  expect(shown((view) => view.event('', { kind: 'language', code: 'en', probability: null })).stderr).toBe(
    '',
  );
});

test('a recording without speech is told, so that an empty output is no riddle', () => {
  const { stdout, stderr } = shown((view) =>
    view.end('/a/hum.mp3', { kind: 'completed', transcript: transcriptOf([]), ...done }, []),
  );
  expect(stdout).toBe('');
  expect(stderr).toContain('hum.mp3: no speech found\n');
});

test('the summary counts what was not finished, and is left out for one recording', () => {
  const summary = { completed: 1, failed: 1, stopped: 1, mediaMs: 61_000, wallMs: 1_000 };
  expect(shown((view) => view.summary(summary)).stderr).toBe(
    '1 done, 1 failed, 1 not finished: 1:01 of sound in 0:01\n',
  );
  expect(shown((view) => view.summary({ ...summary, failed: 0, stopped: 0 })).stderr).toBe('');
});

test('text that was stored before is done without a time', () => {
  const { stderr } = shown((view) =>
    view.end('a.mp3', { kind: 'completed', transcript: transcriptOf(['One.']), workMs: null, gaps: 0 }, []),
  );
  expect(stderr).toBe('Done: 0:01\n');
});

test('parts without text are told', () => {
  const { stderr } = shown((view) =>
    view.end('a.mp3', { kind: 'completed', transcript: transcriptOf(['One.']), workMs: null, gaps: 2 }, []),
  );
  expect(stderr).toContain('2 parts have no text: the engine could not get through them');
});

test('of added recordings standard output gets the uids and nothing else', () => {
  const { stdout, stderr } = shown((view) => view.added('/a/talk.mp3', uidOf('a'), 'continued'));
  expect(stdout).toBe(`${uidOf('a')}\n`);
  expect(stderr).toBe('talk.mp3: goes on where it stopped\n');
});

test('what a recording waits for is drawn on a terminal only', () => {
  const wait = (view: TextView): void => view.waiting('/a/talk.mp3', 'waiting, 3rd in line');
  expect(shown(wait).stderr).toBe('');
  expect(shown(wait, { isTTY: true }).stderr).toContain('talk.mp3: waiting, 3rd in line');
});

test.each([{ isTTY: false }, { isTTY: true }])('without progress none is drawn (%j)', (options) => {
  const { stderr } = shown(tellEverything, { ...options, progress: false });
  expect(stderr).not.toContain('Transcribing');
  expect(stderr).toContain('Wrote talk.srt');
});
