import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AppState, INITIAL_STATE } from '../../../src/renderer/src/store/app-state.ts';
import { applyEvents, applySnapshot } from '../../../src/renderer/src/store/apply-message.ts';
import { addChunks, nowLive, openText } from '../../../src/renderer/src/store/open-text.ts';
import type { QueueEvent } from '../../../src/shared/contract/events.ts';
import type { JobView } from '../../../src/shared/contract/job.ts';
import type { Segment } from '../../../src/shared/transcript.ts';
import { manyJobs, sampleFailure, sampleJob, uidOf } from '../../component/support/sample-jobs.ts';

const NOW_MS = 1_000_000;

const queued = (number: number, position: number): JobView =>
  sampleJob({ number, title: `${number}.mp3`, status: { state: 'queued', position } });
const running = (number: number): JobView =>
  sampleJob({ number, title: `${number}.mp3`, status: { state: 'running', stage: 'transcribing' } });
const completed = (number: number, finishedAtMs: number): JobView =>
  sampleJob({
    number,
    title: `${number}.mp3`,
    status: { state: 'completed', gaps: 0 },
    change: { finishedAtMs },
  });
const changed = (job: JobView): QueueEvent => ({ kind: 'job-changed', job });

function stateOf(jobs: readonly JobView[]): AppState {
  return applySnapshot(INITIAL_STATE, 10, jobs, NOW_MS);
}

function after(state: AppState, ...events: readonly QueueEvent[]): AppState {
  return applyEvents(state, { kind: 'events', seq: state.seq + events.length, events: [...events] }, NOW_MS);
}

function numbersOf(uids: readonly string[]): number[] {
  return uids.map((uid) => Number(uid.slice(3)));
}

describe('the order of the list', () => {
  test('what runs stands first, then what waits by position, then what stopped, then what ended, the newest first', () => {
    const paused = sampleJob({ number: 9, title: 'p.mp3', status: { state: 'paused' } });
    const state = stateOf([
      completed(1, 50),
      completed(2, 70),
      paused,
      queued(4, 2),
      queued(3, 1),
      running(5),
    ]);

    expect(numbersOf(state.order)).toEqual([5, 3, 4, 9, 2, 1]);
  });

  test('positions that were told before others left the line do not bring it into disorder', () => {
    const before = stateOf([queued(1, 1), queued(2, 2), queued(3, 3)]);

    const started = after(before, changed(running(1)));
    const added = after(started, changed(queued(4, 3)));

    expect(numbersOf(added.lanes.waiting)).toEqual([2, 3, 4]);
  });

  test('a job that is moved goes to its place, and the others keep theirs', () => {
    const before = stateOf(manyJobs(5));

    const moved = after(before, changed(queued(4, 1)), changed(queued(1, 5)));

    expect(numbersOf(moved.lanes.waiting)).toEqual([4, 2, 3, 5, 1]);
  });

  test('any sequence of moves, starts and ends leaves the line as the queue has it', () => {
    const step = fc.record({ pick: fc.nat(), to: fc.nat(), isStart: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const line = Array.from({ length: 8 }, (_, index) => index + 1);
        let state = stateOf(manyJobs(8));
        for (const { pick, to, isStart } of steps) {
          const number = (pick % 8) + 1;
          const at = line.indexOf(number);
          if (at >= 0) line.splice(at, 1);
          if (isStart) {
            state = after(state, changed(running(number)));
          } else {
            const position = (to % (line.length + 1)) + 1;
            line.splice(position - 1, 0, number);
            state = after(state, changed(queued(number, position)));
          }
        }
        expect(numbersOf(state.lanes.waiting)).toEqual(line);
        expect(state.order.toSorted()).toEqual([...state.jobs.keys()].toSorted());
      }),
    );
  });

  test('progress leaves the order untouched, also as an object', () => {
    const before = stateOf([running(1), ...manyJobs(5).slice(1)]);
    const job = before.jobs.get(uidOf(1));

    const told = after(before, {
      kind: 'job-progress',
      uid: uidOf(1),
      stage: 'transcribing',
      progress: { ...running(1).progress, fraction: 0.5 },
    });

    expect(told.order).toBe(before.order);
    expect(told.jobs.get(uidOf(1))).toMatchObject({ ...job, progress: { fraction: 0.5 } });
    expect(told.jobs.get(uidOf(2))).toBe(before.jobs.get(uidOf(2)));
  });
});

describe('events', () => {
  test('those that are known already change nothing', () => {
    const state = stateOf([running(1)]);

    const again = applyEvents(
      state,
      { kind: 'events', seq: state.seq, events: [changed(queued(1, 1))] },
      NOW_MS,
    );

    expect(again).toBe(state);
  });

  test('a removed job is gone from the list, from what is chosen and from the right pane', () => {
    const state: AppState = {
      ...stateOf([completed(1, 5), completed(2, 6)]),
      selection: new Set([uidOf(1), uidOf(2)]),
      cursorUid: uidOf(1),
      openUid: uidOf(1),
      text: openText(uidOf(1), 1),
    };

    const told = after(state, { kind: 'job-removed', uid: uidOf(1) });

    expect(told).toMatchObject({ order: [uidOf(2)], cursorUid: null, openUid: null, text: null });
    expect([...told.selection]).toEqual([uidOf(2)]);
  });

  test('the time of the next try is kept until the job goes on', () => {
    const failure = sampleFailure('engine-crashed', 'The engine ended.');
    const waiting = sampleJob({
      number: 1,
      title: 'a.mp3',
      status: { state: 'retry_wait', attempt: 1, maxAttempts: 3, retryInMs: 48_000, failure },
    });

    const told = after(stateOf([running(1)]), changed(waiting));

    expect(told.retryAtMs.get(uidOf(1))).toBe(NOW_MS + 48_000);
    expect(after(told, changed(queued(1, 1))).retryAtMs.size).toBe(0);
  });
});

describe('time left', () => {
  const progress = (remainingMs: number): QueueEvent => ({
    kind: 'job-progress',
    uid: uidOf(1),
    stage: 'transcribing',
    progress: { ...running(1).progress, remainingMs },
  });
  const shown = (state: AppState): number | null => state.jobs.get(uidOf(1))?.progress.remainingMs ?? null;

  test('does not flicker upwards', () => {
    const state = after(stateOf([running(1)]), progress(600_000), progress(610_000));

    expect(shown(state)).toBe(600_000);
    expect(state.slower.size).toBe(0);
  });

  test('grows when something has happened, and says so', () => {
    const state = after(stateOf([running(1)]), progress(600_000), progress(900_000));

    expect(shown(state)).toBe(900_000);
    expect([...state.slower]).toEqual([uidOf(1)]);
  });
});

describe('the text that is open', () => {
  const segment = (startMs: number): Segment => ({
    id: `m-${startMs}`,
    startMs,
    endMs: startMs + 1000,
    text: `at ${startMs}`,
    originalText: `at ${startMs}`,
    words: [],
    language: 'en',
    speaker: null,
    channel: null,
    averageLogProbability: null,
    noSpeechProbability: 0,
    temperature: 0,
  });
  const told = (sequence: number, startMs: number, revision = 1): QueueEvent => ({
    kind: 'job-segments',
    uid: uidOf(1),
    revision,
    sequence,
    segments: [segment(startMs)],
  });
  const open: AppState = { ...stateOf([running(1)]), openUid: uidOf(1), text: openText(uidOf(1), 1) };
  const startsOf = (state: AppState): number[] => state.text?.segments.map(({ startMs }) => startMs) ?? [];

  test('is in the order of time, in whatever order its parts are finished', () => {
    expect(startsOf(after(open, told(2, 20_000), told(0, 0), told(1, 10_000)))).toEqual([0, 10_000, 20_000]);
  });

  test('has each part once, when it is both read and told', () => {
    const state = after(open, told(1, 10_000));
    const text =
      state.text === null
        ? null
        : nowLive(
            addChunks(
              state.text,
              1,
              [0, 1].map((sequence) => ({ sequence, segments: [segment(sequence * 10_000)] })),
            ),
          );

    expect(text?.segments.map(({ startMs }) => startMs)).toEqual([0, 10_000]);
    expect(text?.phase).toBe('live');
  });

  test('begins anew with a new revision, and takes nothing of an older one', () => {
    const state = after(open, told(0, 0), told(0, 500, 2), told(1, 9000, 1));

    expect(state.text?.revision).toBe(2);
    expect(startsOf(state)).toEqual([500]);
  });

  test('of other jobs is left alone', () => {
    const state = after(open, {
      kind: 'job-segments',
      uid: uidOf(2),
      revision: 1,
      sequence: 0,
      segments: [segment(0)],
    });

    expect(state.text).toBe(open.text);
  });
});
