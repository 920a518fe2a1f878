import { describe, expect, test } from 'vitest';
import {
  type RowFacts,
  rowSentence,
  runDetails,
  stateWords,
} from '../../../src/renderer/src/features/queue/job-words.ts';
import { createI18n } from '../../../src/renderer/src/i18n/create-i18n.ts';
import { createFormats } from '../../../src/renderer/src/i18n/formats.ts';
import { everyState, sampleFailure, sampleJob } from '../../component/support/sample-jobs.ts';

const { t } = createI18n(['en-GB']);
const formats = createFormats(t, 'en-GB');
const ports = { t, formats };
const NO_FACTS: RowFacts = {
  place: null,
  readyInMs: null,
  retryInMs: null,
  isSlower: false,
  elapsedMs: 60_000,
};
const MINUTE_MS = 60_000;

describe('times', () => {
  test.each([
    [12_000, 'less than a minute'],
    [9.4 * MINUTE_MS, 'about 9 min'],
    [78 * MINUTE_MS, 'about 1 h 20 min'],
    [60 * MINUTE_MS, 'about 1 h'],
    [40 * 60 * MINUTE_MS, 'about 2 days'],
  ])('%d ms of waiting are "%s"', (wallMs, words) => {
    expect(formats.about(wallMs)).toBe(words);
  });

  test.each([
    [760_000, '12:40'],
    [3_731_000, '1:02:11'],
    [0, '0:00'],
  ])('%d ms of a recording are %s', (mediaMs, digits) => {
    expect(formats.media(mediaMs)).toBe(digits);
  });

  test('a range names its unit once', () => {
    expect(formats.range(6 * MINUTE_MS, 10 * MINUTE_MS)).toBe('6 to 10 min');
    expect(formats.range(50 * MINUTE_MS, 70 * MINUTE_MS)).toBe('50 min to 1 h 10 min');
    expect(formats.range(9.8 * MINUTE_MS, 10.2 * MINUTE_MS)).toBe('about 10 min');
  });

  test('percent have no decimals, and are 100 only at the end', () => {
    expect([0.2249, 0.999, 1].map(formats.percent)).toEqual(['22%', '99%', '100%']);
  });

  test.each([
    [0, '0 byte'],
    [147_951_465, '148 MB'],
    [1_620_000_000, '1.6 GB'],
  ])('%d bytes are %s', (bytes, words) => {
    expect(formats.size(bytes)).toBe(words);
  });
});

describe('a row', () => {
  const words = (number: number, facts: Partial<RowFacts> = {}): string | undefined => {
    const job = everyState().find(({ uid }) => uid.endsWith(`0${number}`) || uid.endsWith(String(number)));
    return job === undefined ? undefined : stateWords(job, { ...NO_FACTS, ...facts }, ports);
  };

  test.each([
    [1, {}, 'Transcribing 12:40 of 58:04'],
    [3, { place: 2, readyInMs: 12 * MINUTE_MS }, 'Waiting · 2nd · ready in about 12 min'],
    [3, { place: 11 }, 'Waiting · 11th'],
    [2, { place: 1 }, 'Waiting · next'],
    [4, {}, 'The file was moved'],
    [5, {}, 'Paused at 12:40'],
    [6, { retryInMs: 48_000 }, 'Trying again in 0:48 (2 of 3) · the engine stopped'],
    [7, {}, '1:02:11 in 10:04'],
    [8, {}, 'Could not be transcribed: no sound track'],
    [9, {}, 'Cancelled at 12:40 · text kept'],
  ] as const)('%d says in words what its job does', (number, facts, said) => {
    expect(words(number, facts)).toBe(said);
  });

  test('an ending that has no short words is told in its own sentence', () => {
    const job = sampleJob({
      number: 1,
      title: 'a.mp3',
      status: { state: 'failed', failure: sampleFailure('internal', 'Something unexpected went wrong: 42.') },
    });

    expect(stateWords(job, NO_FACTS, ports)).toBe('Something unexpected went wrong: 42.');
  });

  test('parts without text are told with the end', () => {
    const job = sampleJob({
      number: 1,
      title: 'a.mp3',
      status: { state: 'completed', gaps: 2 },
      progress: { durationMs: 60_000 },
      change: { workMs: 10_000 },
    });

    expect(stateWords(job, NO_FACTS, ports)).toBe('1:00 in 0:10 · 2 parts without text');
  });

  const atWork = (fraction: number, remainingMs: number | null) =>
    sampleJob({
      number: 1,
      title: 'Talk.mp3',
      status: { state: 'running', stage: 'transcribing' },
      progress: { fraction, remainingMs, speed: 6.13, doneMs: 760_000 },
    });

  test('what is left is a range at first, and says when it has grown', () => {
    expect(runDetails(atWork(0.05, 8 * MINUTE_MS), NO_FACTS, ports)).toBe('6 to 10 min left · CPU · 6.1×');
    expect(runDetails(atWork(0.3, 8 * MINUTE_MS), { ...NO_FACTS, isSlower: true }, ports)).toBe(
      'about 8 min left · longer than expected · CPU · 6.1×',
    );
  });

  test('"estimating" is said for ten seconds at most', () => {
    expect(runDetails(atWork(0, null), { ...NO_FACTS, elapsedMs: 3000 }, ports)).toContain('estimating');
    expect(runDetails(atWork(0, null), { ...NO_FACTS, elapsedMs: 10_000 }, ports)).not.toContain(
      'estimating',
    );
  });

  test('is one sentence for who does not see it', () => {
    expect(rowSentence(atWork(0.22, 9 * MINUTE_MS), NO_FACTS, ports)).toBe(
      'Talk.mp3, Transcribing 12:40 of 58:04, 22%, about 9 min left, CPU, 6.1×',
    );
  });
});
