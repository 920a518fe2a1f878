import { describe, expect, test } from 'vitest';
import { redactLine } from '../../../src/main/core/logging/redact-line.ts';
import { withoutPaths } from '../../../src/main/core/logging/without-paths.ts';

describe('a line of the log for others', () => {
  test('is as it was where no details were wanted', () => {
    const line = {
      level: 'warn',
      time: '2026-11-22T10:00:00.000Z',
      pid: 4711,
      component: 'queue',
      event: 'job.run-failed',
      job: 'a1b2c3',
      attempt: 2,
      code: 'disk-full',
    };
    expect(JSON.parse(redactLine(JSON.stringify(line)) ?? '')).toEqual(line);
  });

  test('names no file and no sentence where details were wanted', () => {
    const line = {
      level: 'info',
      event: 'store.backed-up',
      path: '/home/ann/data/backups/1.db',
      files: ['/home/ann/one.txt', 'two.txt'],
      text: 'What Ann said.',
      words: 'A sentence about Ann.',
      odd: [{ name: 'ann' }],
      error: {
        name: 'EarshotError',
        code: 'not-media',
        message: 'ann.mp3 is no recording.',
        detail: 'open /home/ann/ann.mp3',
        cause: 'ENOENT',
        stack: ['at run (file:///home/ann/earshot/main.js:1:2)'],
      },
    };
    const shown = redactLine(JSON.stringify(line)) ?? '';
    expect(shown).not.toMatch(/ann/i);
    expect(JSON.parse(shown)).toMatchObject({
      event: 'store.backed-up',
      error: { name: 'EarshotError', code: 'not-media', cause: 'ENOENT', stack: ['at run (main.js:1:2)'] },
    });
  });

  test.each(['', '{"level":"in', '7', '"text"', 'null', '["a"]'])('that is none (%j) is left out', (line) => {
    expect(redactLine(line)).toBeNull();
  });
});

const FOLDERS = { data: '/home/ann smith/.local/share/earshot', home: '/home/ann smith' };

test.each([
  [
    '/home/ann smith/.local/share/earshot can be written, 9.0 GiB free',
    '<data> can be written, 9.0 GiB free',
  ],
  ['9.0 GiB free in /home/ann smith/.cache/work (1 GiB needed)', '9.0 GiB free in <home> (1 GiB needed)'],
  ['5.1.9 from path, with ffprobe (/usr/bin/ffmpeg)', '5.1.9 from path, with ffprobe (<path>)'],
  ['open "/srv/talks/ann.mp3", then', 'open "<path>", then'],
  [String.raw`in D:\Talks\ann.mp3.`, 'in <path>.'],
  ['~/talks/ann.mp3 is away', '<path> is away'],
  ['1/2 of it, and/or nothing: 2026/11/22', '1/2 of it, and/or nothing: 2026/11/22'],
  [
    'base, loads and runs on CPU (2 states × 1 threads)',
    'base, loads and runs on CPU (2 states × 1 threads)',
  ],
])('%s → %s', (words, shown) => {
  expect(withoutPaths(words, FOLDERS)).toBe(shown);
});
