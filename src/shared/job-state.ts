/**
 * The states of a job and every way from one to another. This table is the only place that says so: the store refuses
 * whatever it does not list, and `docs/state-machine.md` is tested against it.
 */
export const JOB_STATES = [
  /** The source is being looked at; the job may be started before that is done. */
  'importing',
  'queued',
  'running',
  /** Asked to pause; the chunks at work are being finished or dropped. */
  'pausing',
  'paused',
  /** Failed in a way that may pass; starts again when its time has come. */
  'retry_wait',
  /** Waits for something outside: space on the disk, a missing file, a person's decision. */
  'blocked',
  /** Asked to cancel; the engine is being stopped. */
  'canceling',
  'canceled',
  'failed',
  'completed',
] as const;

export type JobState = (typeof JOB_STATES)[number];

/** The end of the way. A job leaves these only when somebody asks for it. */
export const FINAL_STATES = ['canceled', 'failed', 'completed'] as const satisfies readonly JobState[];
export type FinalState = (typeof FINAL_STATES)[number];

/** What can happen to a job. */
export const JOB_EVENTS = [
  'imported',
  'start',
  /** What was running has stopped because it was asked to. */
  'stopped',
  /** Stopped without a fault of its own: the owner hands over, or a slot is needed elsewhere. */
  'requeue',
  'complete',
  'fail',
  'retry-later',
  'retry-due',
  'block',
  'unblock',
  'pause',
  'resume',
  'cancel',
  /** Somebody wants it tried again; finished chunks are kept. */
  'retry',
  /** Somebody wants it done anew, with other options: a new revision. */
  'redo',
] as const;

export type JobEvent = (typeof JOB_EVENTS)[number];

type Transitions = { readonly [State in JobState]: { readonly [Event in JobEvent]?: JobState } };

/** What follows from each event in each state. What is not listed is refused. */
export const TRANSITIONS: Transitions = {
  importing: {
    imported: 'queued',
    start: 'running',
    fail: 'failed',
    block: 'blocked',
    pause: 'paused',
    cancel: 'canceled',
  },
  queued: { start: 'running', fail: 'failed', block: 'blocked', pause: 'paused', cancel: 'canceled' },
  running: {
    requeue: 'queued',
    complete: 'completed',
    fail: 'failed',
    'retry-later': 'retry_wait',
    block: 'blocked',
    pause: 'pausing',
    cancel: 'canceling',
  },
  // A job that was about to pause may find that nothing is left to do, or that it cannot go on.
  pausing: {
    stopped: 'paused',
    complete: 'completed',
    fail: 'failed',
    block: 'blocked',
    cancel: 'canceling',
  },
  paused: { resume: 'queued', cancel: 'canceled' },
  retry_wait: {
    'retry-due': 'queued',
    retry: 'queued',
    block: 'blocked',
    pause: 'paused',
    cancel: 'canceled',
  },
  blocked: { unblock: 'queued', retry: 'queued', fail: 'failed', pause: 'paused', cancel: 'canceled' },
  canceling: { stopped: 'canceled' },
  canceled: { retry: 'queued', redo: 'queued' },
  failed: { retry: 'queued', redo: 'queued' },
  completed: { retry: 'queued', redo: 'queued' },
};

/** @returns the state that follows, or null when the event is refused in this state */
export function nextState(state: JobState, event: JobEvent): JobState | null {
  return TRANSITIONS[state][event] ?? null;
}

/**
 * Where a job goes on when the program that worked on it is gone. A wish that was on its way is granted: who asked to
 * cancel gets a cancelled job, also across a crash.
 */
export const RECOVERED_STATES: { readonly [State in JobState]: JobState } = {
  importing: 'importing',
  queued: 'queued',
  running: 'queued',
  pausing: 'paused',
  paused: 'paused',
  retry_wait: 'retry_wait',
  blocked: 'blocked',
  canceling: 'canceled',
  canceled: 'canceled',
  failed: 'failed',
  completed: 'completed',
};

/** So many jobs in each state: none. */
export const NO_JOBS: Readonly<Record<JobState, number>> = {
  importing: 0,
  queued: 0,
  running: 0,
  pausing: 0,
  paused: 0,
  retry_wait: 0,
  blocked: 0,
  canceling: 0,
  canceled: 0,
  failed: 0,
  completed: 0,
};

/** Whether a job has come to the end of its way. */
export function isFinal(state: JobState): state is FinalState {
  return FINAL_STATES.some((final) => final === state);
}
