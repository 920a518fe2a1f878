import type {
  BlockReason,
  JobProgress,
  JobStatus,
  JobView,
  Stage,
} from '../../../src/shared/contract/job.ts';
import { EarshotError, type ErrorCode, type Failure } from '../../../src/shared/errors.ts';
import { DEFAULT_JOB_OPTIONS, NO_EXPORT } from '../../../src/shared/job-options.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 12, 0);

/** A uid for a number: `7` is `job00000000000000007`. */
export function uidOf(number: number): string {
  return `job${String(number).padStart(17, '0')}`;
}

export function sampleFailure(code: ErrorCode, message: string): Failure {
  return new EarshotError(code, message, { detail: `${code}: what the tools said` }).toFailure();
}

export const NO_PROGRESS: JobProgress = {
  fraction: 0,
  doneMs: 0,
  durationMs: 3_484_000,
  chunksDone: 0,
  chunksPlanned: 0,
  planIsComplete: false,
  speed: null,
  remainingMs: null,
};

export type JobSketch = {
  readonly number: number;
  readonly title: string;
  readonly status: JobStatus;
  readonly progress?: Partial<JobProgress>;
  readonly change?: Partial<JobView>;
};

/** A job as the queue would show it, of what matters here and likely values for the rest. */
export function sampleJob({ number, title, status, progress = {}, change = {} }: JobSketch): JobView {
  const hasRun = ['running', 'pausing', 'paused', 'completed', 'canceled'].includes(status.state);
  return {
    uid: uidOf(number),
    batchUid: null,
    title,
    path: `/recordings/${title}`,
    status,
    progress: { ...NO_PROGRESS, ...progress },
    priority: 0,
    options: DEFAULT_JOB_OPTIONS,
    exports: NO_EXPORT,
    exportStatus: { state: 'none' },
    revision: 1,
    engine: hasRun ? { model: 'base', variant: 'avx2', backend: 'CPU' } : null,
    language: hasRun ? 'en' : null,
    notices: [],
    createdAtMs: NOW_MS + number,
    startedAtMs: hasRun ? NOW_MS : null,
    finishedAtMs: ['completed', 'canceled', 'failed'].includes(status.state) ? NOW_MS - number : null,
    updatedAtMs: NOW_MS,
    workMs: hasRun ? 552_000 : 0,
    ...change,
  };
}

/** One job in every state that a person can meet. */
export function everyState(): JobView[] {
  return [
    sampleJob({
      number: 1,
      title: 'Interview with Ada.m4a',
      status: { state: 'running', stage: 'transcribing' },
      progress: { fraction: 0.22, doneMs: 760_000, speed: 6.1, remainingMs: 540_000, chunksDone: 12 },
    }),
    sampleJob({
      number: 2,
      title: 'Lecture 4.mp4',
      status: { state: 'queued', position: 1 },
      progress: { durationMs: 1_100_000 },
    }),
    sampleJob({
      number: 3,
      title: 'Seminar on the history of computing machines, second part, with questions.mp4',
      status: { state: 'queued', position: 2 },
      progress: { durationMs: 4_200_000 },
    }),
    sampleJob({
      number: 4,
      title: 'Old tape.wav',
      status: {
        state: 'blocked',
        reason: 'source-missing',
        failure: sampleFailure('file-not-found', 'Old tape.wav is not where it was.'),
      },
    }),
    sampleJob({
      number: 5,
      title: 'Call with the archive.ogg',
      status: { state: 'paused' },
      progress: { fraction: 0.4, doneMs: 760_000, durationMs: 1_900_000 },
    }),
    sampleJob({
      number: 6,
      title: 'Field recording 12.flac',
      status: {
        state: 'retry_wait',
        attempt: 2,
        maxAttempts: 3,
        retryInMs: 48_000,
        failure: sampleFailure('engine-crashed', 'The engine ended unexpectedly.'),
      },
      progress: { fraction: 0.1, doneMs: 300_000 },
    }),
    sampleJob({
      number: 7,
      title: 'Board meeting.mp3',
      status: { state: 'completed', gaps: 0 },
      progress: { fraction: 1, doneMs: 3_731_000, durationMs: 3_731_000 },
      change: { workMs: 604_000 },
    }),
    sampleJob({
      number: 8,
      title: 'Holiday slideshow.mp4',
      status: {
        state: 'failed',
        failure: sampleFailure('no-audio-track', 'Holiday slideshow.mp4 has no sound track.'),
      },
    }),
    sampleJob({
      number: 9,
      title: 'Podcast pilot.wav',
      status: { state: 'canceled' },
      progress: { fraction: 0.22, doneMs: 760_000 },
    }),
    sampleJob({
      number: 10,
      title: 'Night programme.mp3',
      status: {
        state: 'failed',
        failure: sampleFailure('engine-hung', 'The engine computed nothing for 20 seconds.'),
      },
      progress: { fraction: 0.5, doneMs: 1_700_000 },
    }),
  ];
}

/** Steps on the way, and the rarer ends. */
export function rareStates(): JobView[] {
  const half: Partial<JobProgress> = { fraction: 0.5, doneMs: 1_742_000 };
  const whole: Partial<JobProgress> = { fraction: 1, doneMs: 3_484_000 };
  const running = (number: number, title: string, stage: Stage): JobView =>
    sampleJob({
      number,
      title,
      status: { state: 'running', stage },
      progress: stage === 'finishing' ? whole : {},
    });
  const blocked = (number: number, title: string, reason: BlockReason, code: ErrorCode): JobView =>
    sampleJob({
      number,
      title,
      status: { state: 'blocked', reason, failure: sampleFailure(code, `${title} cannot go on.`) },
    });
  return [
    running(1, 'Opening of the exhibition.mov', 'probing'),
    running(2, 'Reading room.wav', 'loading-model'),
    running(3, 'Lunch talk.opus', 'finding-speech'),
    running(4, 'Choir practice.mp3', 'finishing'),
    sampleJob({ number: 5, title: 'Debate.m4a', status: { state: 'pausing' }, progress: half }),
    sampleJob({ number: 6, title: 'Sermon.m4a', status: { state: 'canceling' }, progress: half }),
    sampleJob({
      number: 7,
      title: 'Just dropped.mp3',
      status: { state: 'importing' },
      progress: { durationMs: null },
    }),
    blocked(8, 'Long night.wav', 'disk-full', 'disk-full'),
    blocked(9, 'Interview in Welsh.mp3', 'model-missing', 'model-missing'),
    blocked(10, 'Archive copy.wav', 'source-changed', 'source-changed'),
    blocked(11, 'Odd file.mkv', 'crash-loop', 'engine-crashed'),
    sampleJob({
      number: 12,
      title: 'Committee.mp3',
      status: { state: 'completed', gaps: 2 },
      progress: whole,
      change: {
        exportStatus: {
          state: 'failed',
          files: [],
          failure: sampleFailure('output-not-writable', 'The folder Texts cannot be written to.'),
        },
      },
    }),
    sampleJob({
      number: 13,
      title: 'Written out.mp3',
      status: { state: 'completed', gaps: 0 },
      progress: whole,
    }),
    sampleJob({
      number: 14,
      title: 'Cover letter.docx',
      status: {
        state: 'failed',
        failure: sampleFailure('not-media', 'Cover letter.docx is not a recording.'),
      },
    }),
    sampleJob({ number: 15, title: 'Called off at once.mp3', status: { state: 'canceled' } }),
  ];
}

/** As many waiting jobs as a person may ever have. */
export function manyJobs(count: number): JobView[] {
  return Array.from({ length: count }, (_, index) =>
    sampleJob({
      number: index + 1,
      title: `Recording ${index + 1}.mp3`,
      status: { state: 'queued', position: index + 1 },
      progress: { durationMs: 600_000 + (index % 50) * 60_000 },
    }),
  );
}
