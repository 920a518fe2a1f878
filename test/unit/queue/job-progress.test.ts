import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Estimate, JobProgress } from '../../../src/main/core/queue/job-progress.ts';

const MINUTE_MS = 60_000;
const CHUNK_MS = 26_000;

/** How an engine works through a recording: working time for a unit of media time, by the share that is done. */
type Profile = {
  readonly name: string;
  readonly prior: number;
  readonly speedAt: (share: number, chunk: number) => number;
};

const steady = (trueFactor: number, prior: number): Profile => ({
  name: `really ${trueFactor}, expected ${prior}`,
  prior,
  speedAt: () => trueFactor,
});

const PROFILES: readonly Profile[] = [
  steady(0.25, 4),
  steady(1, 4),
  steady(4, 4),
  steady(6, 4),
  steady(0.5, 0.2),
  { name: 'a computer that gets hot half-way', prior: 1, speedAt: (share) => (share < 0.5 ? 1 : 1.4) },
  // A hash of the number, so that every run of the test sees the same recording.
  {
    name: 'chunks of very different cost',
    prior: 0.5,
    speedAt: (_, chunk) => 0.1 + 0.6 * ((chunk * 0.618) % 1),
  },
];

type Sample = {
  readonly trueShare: number;
  readonly workShare: number;
  readonly leftMs: number;
  readonly told: Estimate;
};

/** One run: progress is looked at a thousand times, and chunks count when they are finished. */
function simulate(
  profile: Profile,
  mediaMs: number,
  look: (seen: { doneMs: number; elapsedMs: number }) => Estimate,
) {
  const ends: { doneMs: number; atMs: number }[] = [];
  let atMs = 0;
  for (let doneMs = 0, chunk = 0; doneMs < mediaMs; chunk++) {
    const lengthMs = Math.min(CHUNK_MS, mediaMs - doneMs);
    atMs += lengthMs * profile.speedAt(doneMs / mediaMs, chunk);
    doneMs += lengthMs;
    ends.push({ doneMs, atMs });
  }
  const totalMs = atMs;
  const samples: Sample[] = [];
  for (let step = 1; step < 1_000; step++) {
    const elapsedMs = (totalMs * step) / 1_000;
    const doneMs = ends.findLast((end) => end.atMs <= elapsedMs)?.doneMs ?? 0;
    const told = look({ doneMs, elapsedMs });
    samples.push({ trueShare: step / 1_000, workShare: doneMs / mediaMs, leftMs: totalMs - elapsedMs, told });
  }
  return { totalMs, samples };
}

function follow(profile: Profile, mediaMs: number) {
  const progress = new JobProgress(profile.prior);
  return simulate(profile, mediaMs, (seen) => progress.look({ totalMs: mediaMs, ...seen }));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const progressError = (samples: readonly Sample[]) =>
  mean(samples.map(({ trueShare, told }) => Math.abs(told.fraction - trueShare)));

function remainingError(samples: readonly Sample[], totalMs: number): number {
  const late = samples.filter(({ workShare }) => workShare >= 0.25);
  return mean(late.map(({ told, leftMs }) => Math.abs((told.remainingMs ?? Number.NaN) - leftMs) / totalMs));
}

describe.each([20, 60, 180])('in a recording of %i minutes', (minutes) => {
  test.each(PROFILES)('progress is off by 5 % at most in the mean: $name', (profile) => {
    expect(progressError(follow(profile, minutes * MINUTE_MS).samples)).toBeLessThanOrEqual(0.05);
  });

  test.each(PROFILES)('time left is off by 15 % of the total at most, after a quarter: $name', (profile) => {
    const { samples, totalMs } = follow(profile, minutes * MINUTE_MS);
    expect(remainingError(samples, totalMs)).toBeLessThanOrEqual(0.15);
  });

  test.each(PROFILES)('progress has come nearly to its end just before it: $name', (profile) => {
    const last = follow(profile, minutes * MINUTE_MS).samples.at(-1);
    expect(last?.told.fraction).toBeGreaterThanOrEqual(0.9);
    expect(last?.told.fraction).toBeLessThanOrEqual(0.99);
  });
});

test('positive control: the bare formula, without what the run shows, misses these figures', () => {
  const profile = steady(0.25, 4);
  const mediaMs = 60 * MINUTE_MS;
  const { samples, totalMs } = simulate(profile, mediaMs, ({ doneMs, elapsedMs }) => {
    const expectedMs = mediaMs * profile.prior;
    const fraction = 0.7 * (doneMs / mediaMs) + 0.3 * (elapsedMs / expectedMs);
    return { fraction, speed: null, remainingMs: expectedMs - elapsedMs };
  });
  expect(progressError(samples)).toBeGreaterThan(0.05);
  expect(remainingError(samples, totalMs)).toBeGreaterThan(0.15);
  expect(samples.at(-1)?.told.fraction).toBeLessThan(0.9);
});

test('as expected: an hour at four times its length is at 12.5 % after half an hour, with three and a half to go', () => {
  const told = new JobProgress(4).look({
    totalMs: 60 * MINUTE_MS,
    doneMs: 7.5 * MINUTE_MS,
    elapsedMs: 30 * MINUTE_MS,
  });
  expect(told.fraction).toBeCloseTo(0.125);
  expect(told.remainingMs).toBe(3.5 * 60 * MINUTE_MS);
});

test('before the first text only the expectation speaks, with its share of the progress', () => {
  const told = new JobProgress(4).look({
    totalMs: 60 * MINUTE_MS,
    doneMs: 0,
    elapsedMs: 30 * MINUTE_MS,
  });
  expect(told.fraction).toBeCloseTo(0.3 * 0.125);
  expect(told).toMatchObject({ speed: null, remainingMs: 3.5 * 60 * MINUTE_MS });
});

test('when the expected time is up and nothing is done, no time is told', () => {
  const told = new JobProgress(0.01).look({ totalMs: MINUTE_MS, doneMs: 0, elapsedMs: MINUTE_MS });
  expect(told.remainingMs).toBeNull();
});

test('time left is told after 30 s of work or 5 s of time, not before', () => {
  const look = (doneMs: number, elapsedMs: number) =>
    new JobProgress(1).look({ totalMs: 10 * MINUTE_MS, doneMs, elapsedMs }).remainingMs;
  expect(look(26_000, 4_999)).toBeNull();
  expect(look(26_000, 5_000)).not.toBeNull();
  expect(look(30_000, 100)).not.toBeNull();
});

test('nothing is told of a recording of unknown length', () => {
  const told = new JobProgress(1).look({ totalMs: null, doneMs: 0, elapsedMs: 99_999 });
  expect(told).toEqual({ fraction: 0, speed: null, remainingMs: null });
});

test('a job that goes on shows what is stored at once, and times what is left', () => {
  const totalMs = 60 * MINUTE_MS;
  const stored = 24 * MINUTE_MS;
  const progress = new JobProgress(0.5, stored);
  expect(progress.look({ totalMs, doneMs: stored, elapsedMs: 0 })).toEqual({
    fraction: 0.4,
    speed: null,
    remainingMs: null,
  });
  const later = progress.look({
    totalMs,
    doneMs: stored + 18 * MINUTE_MS,
    elapsedMs: 9 * MINUTE_MS,
  });
  expect(later.fraction).toBeCloseTo(0.7);
  expect(later.remainingMs).toBe(9 * MINUTE_MS);
  expect(later.speed).toBe(2);
});

test('whatever is seen, progress never goes back and never reaches the end by itself', () => {
  const seen = fc.record({
    totalMs: fc.option(fc.nat(4_000_000), { nil: null }),
    doneMs: fc.nat(5_000_000),
    elapsedMs: fc.nat(9_000_000),
  });
  const prior = fc.double({ min: 0.001, max: 20, noNaN: true });
  fc.assert(
    fc.property(prior, fc.nat(4_000_000), fc.array(seen, { maxLength: 20 }), (factor, storedMs, looks) => {
      const progress = new JobProgress(factor, storedMs);
      let before = 0;
      for (const look of looks) {
        const { fraction, speed, remainingMs } = progress.look(look);
        expect(fraction).toBeGreaterThanOrEqual(before);
        expect(fraction).toBeLessThanOrEqual(0.99);
        if (speed !== null) expect(Number.isFinite(speed) && speed > 0).toBe(true);
        if (remainingMs !== null) expect(Number.isSafeInteger(remainingMs) && remainingMs >= 0).toBe(true);
        before = fraction;
      }
    }),
  );
});
