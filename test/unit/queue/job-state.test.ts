import { describe, expect, test } from 'vitest';
import {
  FINAL_STATES,
  isFinal,
  JOB_EVENTS,
  JOB_STATES,
  type JobEvent,
  type JobState,
  nextState,
  RECOVERED_STATES,
  TRANSITIONS,
} from '../../../src/shared/job-state.ts';

const open = JOB_STATES.filter((state) => !isFinal(state));

/** Every state that can be reached from one, by events that `isTaken` lets through. */
function reachableFrom(start: JobState, isTaken: (event: JobEvent) => boolean = () => true): Set<JobState> {
  const reached = new Set<JobState>();
  const toVisit = [start];
  for (let state = toVisit.pop(); state !== undefined; state = toVisit.pop()) {
    for (const event of JOB_EVENTS.filter(isTaken)) {
      const next = nextState(state, event);
      if (next === null || reached.has(next)) continue;
      reached.add(next);
      toVisit.push(next);
    }
  }
  return reached;
}

describe.each(JOB_STATES)('in state %s', (state) => {
  test.each(JOB_EVENTS)('%s leads to the state of the table, or is refused', (event) => {
    const next = nextState(state, event);
    expect(next).toBe(TRANSITIONS[state][event] ?? null);
    if (next !== null) expect(JOB_STATES).toContain(next);
  });
});

test.each(FINAL_STATES)('%s is left only when somebody asks for it', (state) => {
  expect(JOB_EVENTS.filter((event) => nextState(state, event) !== null)).toEqual(['retry', 'redo']);
});

test.each(open)('a job that is %s can be cancelled', (state) => {
  expect(reachableFrom(state, (event) => event === 'cancel' || event === 'stopped')).toContain('canceled');
});

test.each(open)('a job that is %s can be completed or is being cancelled', (state) => {
  expect(reachableFrom(state)).toContain(state === 'canceling' ? 'canceled' : 'completed');
});

test.each(open)('a job that is %s comes to an end although nobody cancels it', (state) => {
  expect([...reachableFrom(state, (event) => event !== 'cancel')].some(isFinal)).toBe(true);
});

test('every state can be reached by a new job', () => {
  expect([...reachableFrom('importing'), 'importing'].toSorted()).toEqual(JOB_STATES.toSorted());
});

test('a job starts only where it waits, and runs nowhere else', () => {
  const ways = JOB_STATES.flatMap((state) =>
    JOB_EVENTS.map((event) => ({ state, event, to: nextState(state, event) })),
  );
  const intoRunning = ways
    .filter(({ to }) => to === 'running')
    .map(({ state, event }) => `${state} ${event}`);
  expect(intoRunning).toEqual(['importing start', 'queued start']);
});

test('only what ran can complete', () => {
  const complete = JOB_STATES.filter((state) => nextState(state, 'complete') !== null);
  expect(complete).toEqual(['running', 'pausing']);
});

test('recovery never invents work: nothing that was final or paused waits again, and nothing runs', () => {
  for (const state of JOB_STATES) {
    const recovered = RECOVERED_STATES[state];
    expect(recovered).not.toBe('running');
    if (isFinal(state) || state === 'paused' || state === 'blocked') expect(recovered).toBe(state);
  }
});

test('recovery grants the wish that was on its way', () => {
  expect(RECOVERED_STATES.canceling).toBe(nextState('canceling', 'stopped'));
  expect(RECOVERED_STATES.pausing).toBe(nextState('pausing', 'stopped'));
  expect(RECOVERED_STATES.running).toBe(nextState('running', 'requeue'));
});

test('recovery of what is recovered changes nothing', () => {
  for (const state of JOB_STATES)
    expect(RECOVERED_STATES[RECOVERED_STATES[state]]).toBe(RECOVERED_STATES[state]);
});

test('nothing that is recovered needs a run that is gone', () => {
  for (const state of JOB_STATES) expect(nextState(RECOVERED_STATES[state], 'stopped')).toBeNull();
});
