import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProgressMeter } from '../../../src/main/core/transcription/progress-meter.ts';

type Finish = { readonly stream: number; readonly chunk: number; readonly endMs: number };

/** Chunks of one to three streams, and an order in which they finish. */
const finishes: fc.Arbitrary<{ streams: number; durationMs: number; order: readonly Finish[] }> = fc
  .array(fc.array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 10 }), { minLength: 1, maxLength: 3 })
  .chain((streams) => {
    const chunks = streams.flatMap((lengths, stream) => {
      let endMs = 0;
      return lengths.map((lengthMs, chunk) => {
        endMs += lengthMs;
        return { stream, chunk, endMs };
      });
    });
    const longestMs = Math.max(0, ...chunks.map(({ endMs }) => endMs));
    return fc.record({
      streams: fc.constant(streams.length),
      durationMs: fc.nat(60_000).map((restMs) => longestMs + restMs),
      order: fc.shuffledSubarray(chunks, { minLength: chunks.length }),
    });
  });

test('progress never goes back and never passes the end, though chunks finish in any order', () => {
  fc.assert(
    fc.property(
      finishes,
      fc.array(fc.nat(5_000), { minLength: 40, maxLength: 40 }),
      ({ streams, durationMs, order }, ticks) => {
        let nowMs = 0;
        const meter = new ProgressMeter(() => nowMs, streams);
        meter.setDuration(durationMs);
        meter.enter('transcribing');
        let beforeMs = 0;
        for (const [index, { stream, chunk, endMs }] of order.entries()) {
          nowMs += ticks[index] ?? 0;
          meter.finish(stream, chunk, endMs);
          const { doneMs, remainingMs, speed, chunksDone } = meter.progress;
          expect(doneMs).toBeGreaterThanOrEqual(beforeMs);
          expect(doneMs).toBeLessThanOrEqual(durationMs);
          expect(chunksDone).toBe(index + 1);
          if (speed !== null) expect(Number.isFinite(speed) && speed > 0).toBe(true);
          if (remainingMs !== null) expect(remainingMs).toBeGreaterThanOrEqual(0);
          beforeMs = doneMs;
        }
        meter.finishAll();
        expect(meter.progress.doneMs).toBe(durationMs);
      },
    ),
  );
});

test('a chunk that is finished early does not count before those in front of it', () => {
  const meter = new ProgressMeter(() => 0, 1);
  meter.setDuration(60_000);
  meter.finish(0, 1, 40_000);
  expect(meter.progress.doneMs).toBe(0);
  meter.finish(0, 0, 20_000);
  expect(meter.progress.doneMs).toBe(40_000);
});

test('with channels apart, the recording is as far as its channels are on average', () => {
  const meter = new ProgressMeter(() => 0, 2);
  meter.setDuration(60_000);
  meter.finish(0, 0, 30_000);
  expect(meter.progress.doneMs).toBe(15_000);
});

test('speed and time left are unknown before the first result, and follow from the clock after it', () => {
  let nowMs = 1_000;
  const meter = new ProgressMeter(() => nowMs, 1);
  meter.setDuration(60_000);
  meter.enter('loading-model');
  nowMs = 5_000; // loading takes its time, which says nothing about speed
  meter.enter('transcribing');
  nowMs = 7_000;
  expect(meter.progress).toMatchObject({ speed: null, remainingMs: null });
  meter.finish(0, 0, 20_000);
  expect(meter.progress).toMatchObject({ speed: 10, remainingMs: 4_000 });
});

test('an estimate from the header that was too short does not push progress past it', () => {
  const meter = new ProgressMeter(() => 0, 1);
  meter.setDuration(10_000);
  meter.finish(0, 0, 25_000);
  expect(meter.progress).toMatchObject({ doneMs: 10_000, durationMs: 10_000 });
  meter.setDuration(50_000);
  expect(meter.progress).toMatchObject({ doneMs: 25_000, durationMs: 50_000 });
});

test('a recording of unknown length has no progress in time, only in chunks', () => {
  const meter = new ProgressMeter(() => 0, 1);
  meter.plan();
  meter.finish(0, 0, 20_000);
  expect(meter.progress).toMatchObject({ doneMs: 0, durationMs: 0, chunksDone: 1, chunksPlanned: 1 });
});

test('what earlier runs have done counts as done, but not as speed', () => {
  let nowMs = 0;
  const meter = new ProgressMeter(() => nowMs, 1);
  meter.setDuration(60_000);
  const chunk = (index: number) => ({
    index,
    startMs: index * 20_000,
    endMs: (index + 1) * 20_000,
    spans: [],
  });
  meter.resume([
    { sequence: 0, streamIndex: 0, chunk: chunk(0), isFinished: true },
    { sequence: 1, streamIndex: 0, chunk: chunk(1), isFinished: false },
  ]);
  meter.enter('transcribing');
  nowMs = 2_000;
  expect(meter.progress).toMatchObject({ doneMs: 20_000, chunksDone: 1, chunksPlanned: 2, speed: null });
  meter.finish(0, 1, 40_000);
  expect(meter.progress).toMatchObject({ doneMs: 40_000, speed: 10, remainingMs: 2_000 });
});

test('the number of chunks is final only once the plan is complete', () => {
  const meter = new ProgressMeter(() => 0, 1);
  meter.plan();
  expect(meter.progress).toMatchObject({ chunksPlanned: 1, planIsComplete: false });
  meter.plan();
  meter.completePlan();
  expect(meter.progress).toMatchObject({ chunksPlanned: 2, planIsComplete: true });
});
