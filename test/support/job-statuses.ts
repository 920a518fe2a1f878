import type { JobStatus } from '../../src/shared/contract/job.ts';
import { EarshotError } from '../../src/shared/errors.ts';

const failure = new EarshotError('no-audio-track', 'It has no sound track.').toFailure();

export const RUNNING: JobStatus = { state: 'running', stage: 'transcribing' };
export const COMPLETED: JobStatus = { state: 'completed', gaps: 0 };
export const FAILED: JobStatus = { state: 'failed', failure };
export const BLOCKED: JobStatus = { state: 'blocked', reason: 'disk-full', failure };
