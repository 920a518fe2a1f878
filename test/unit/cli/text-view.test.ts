import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextView } from '../../../src/main/cli/text-view.ts';
import { type Progress, STAGES } from '../../../src/main/core/transcription/pipeline-events.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import type { Segment } from '../../../src/shared/transcript.ts';
import { WHISPER_LANGUAGES } from '../../../src/shared/whisper-languages.ts';
import { transcriptOf } from '../../support/transcript-of.ts';

type Shown = { readonly stdout: string; readonly stderr: string };

/** What a person sees on both outputs. */
function shown(
  show: (view: TextView) => void,
  {
    quiet = false,
    progress = true,
    isTTY = false,
  }: { quiet?: boolean; progress?: boolean; isTTY?: boolean } = {},
): Shown {
  const stdout = new Output();
  const stderr = Object.assign(new Output(), { isTTY, columns: 200, rows: 50 });
  show(new TextView({ stdout, stderr, quiet, progress }));
  return { stdout: stdout.text, stderr: stripVTControlCharacters(stderr.text) };
}

/** Keeps what was written to it. */
class Output extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

function segmentsOf(texts: readonly string[], channel: number | null = null): Segment[] {
  return transcriptOf(texts).segments.map((segment) => ({ ...segment, channel }));
}

function progressOf(fields: Partial<Progress>): Progress {
  return {
    stage: 'transcribing',
    durationMs: 100_000,
    doneMs: 0,
    chunksDone: 0,
    chunksPlanned: 0,
    planIsComplete: false,
    speed: null,
    remainingMs: null,
    ...fields,
  };
}

const timings = { wallMs: 1_000, speechScanMs: 1, engineWallMs: 1, engineCpuMs: 1, encodeMs: 1 };
const crash = new EarshotError('engine-crashed', 'The engine is gone.', { hint: 'Try again.' });

/** Everything that can be told about one recording. */
function tellEverything(view: TextView): void {
  view.begin('/recordings/talk.mp3', { index: 0, count: 1 });
  view.event('talk.mp3', { kind: 'language', code: 'de', probability: 0.876 });
  view.event('talk.mp3', {
    kind: 'progress',
    progress: progressOf({ doneMs: 50_000, speed: 2, remainingMs: 25_000 }),
  });
  view.event('talk.mp3', { kind: 'segments', segments: segmentsOf(['Hello.', 'Again.']) });
  view.event('talk.mp3', { kind: 'notice', message: 'The file is cut off.' });
  view.notice('Stopping.');
  view.end('talk.mp3', { kind: 'completed', transcript: transcriptOf(['Hello.', 'Again.']), timings }, [
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
      view.problem('/recordings/gone.mp3', new EarshotError('file-not-found', 'There is no such file.'));
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
  const error = new EarshotError('file-not-found', 'There is no file "gone.mp3".', { hint: 'Look.' });
  expect(shown((view) => view.problem('/recordings/gone.mp3', error)).stderr).toBe(
    'There is no file "gone.mp3". Look. [file-not-found]\n',
  );
});

const anyProgress: fc.Arbitrary<Progress> = fc
  .record({
    stage: fc.constantFrom(...STAGES),
    durationMs: fc.oneof(fc.constant(0), fc.nat(100_000_000)),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    chunksDone: fc.nat(100),
    more: fc.nat(100),
    planIsComplete: fc.boolean(),
    speed: fc.option(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { nil: null }),
  })
  .map(({ share, more, ...fields }) => ({
    ...fields,
    doneMs: Math.round(fields.durationMs * share),
    chunksPlanned: fields.chunksDone + more,
    remainingMs: fields.speed === null ? null : Math.round((fields.durationMs * (1 - share)) / fields.speed),
  }));

test.each([{ isTTY: true }, { isTTY: false }])(
  'progress never shows 100 % before the result is written (%j)',
  (options) => {
    fc.assert(
      fc.property(fc.array(anyProgress, { minLength: 1, maxLength: 5 }), (steps) => {
        const { stdout, stderr } = shown((view) => {
          for (const progress of steps) view.event('talk.mp3', { kind: 'progress', progress });
        }, options);
        expect(stdout).toBe('');
        const percents = [...stderr.matchAll(/(\S+) %/g)].map((match) => Number(match[1]));
        expect(options.isTTY ? percents.length : 1).toBeGreaterThan(0);
        for (const percent of percents) {
          expect(percent).toBeGreaterThanOrEqual(0);
          expect(percent).toBeLessThan(100);
        }
        expect(stderr).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 50 },
    );
  },
);

test('elsewhere than on a terminal there is at most a line for each tenth of the way', () => {
  const { stderr } = shown((view) => {
    view.begin('talk.mp3', { index: 0, count: 1 });
    for (let doneMs = 0; doneMs <= 100_000; doneMs += 500) {
      view.event('talk.mp3', { kind: 'progress', progress: progressOf({ doneMs }) });
    }
  });
  const percents = [...stderr.matchAll(/(\d+) %/g)].map((match) => Number(match[1]));
  expect(percents).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
});

test('each recording of several begins its progress anew', () => {
  const { stderr } = shown((view) => {
    for (const index of [0, 1]) {
      view.begin(`${index}.mp3`, { index, count: 2 });
      view.event('', { kind: 'progress', progress: progressOf({ doneMs: 95_000 }) });
    }
  });
  expect(stderr.match(/95 %/g)).toHaveLength(2);
});

test.each([{ isTTY: false }, { isTTY: true }])('without progress none is drawn (%j)', (options) => {
  const { stderr } = shown(tellEverything, { ...options, progress: false });
  expect(stderr).not.toContain('Transcribing');
  expect(stderr).toContain('Wrote talk.srt');
});

test('a plan that may still grow is marked', () => {
  const parts = (planIsComplete: boolean) =>
    shown((view) =>
      view.event('', {
        kind: 'progress',
        progress: progressOf({ chunksDone: 2, chunksPlanned: 5, planIsComplete }),
      }),
    ).stderr;
  expect(parts(false)).toContain('part 2 of 5+');
  expect(parts(true)).toMatch(/part 2 of 5\n/);
});

test('several recordings are told apart by their names', () => {
  const { stdout } = shown((view) => {
    view.begin('/a/one.mp3', { index: 0, count: 2 });
    view.event('', { kind: 'segments', segments: segmentsOf(['First.']) });
    view.begin('/a/two.mp3', { index: 1, count: 2 });
    view.event('', { kind: 'segments', segments: segmentsOf(['Second.']) });
  });
  expect(stdout).toBe('one.mp3\n\nFirst.\n\ntwo.mp3\n\nSecond.\n');
});

test('a channel is named when it begins to speak, also in the next recording', () => {
  const { stdout } = shown((view) => {
    view.begin('one.mp3', { index: 0, count: 1 });
    view.event('', { kind: 'segments', segments: segmentsOf(['Ask.', 'More.'], 0) });
    view.event('', { kind: 'segments', segments: segmentsOf(['Reply.'], 1) });
    view.event('', { kind: 'segments', segments: segmentsOf(['Ask again.'], 0) });
    view.begin('two.mp3', { index: 0, count: 1 });
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
    view.end('/a/hum.mp3', { kind: 'completed', transcript: transcriptOf([]), timings }, []),
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
