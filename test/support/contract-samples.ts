import type { EventBatch, QueueEvent } from '../../src/shared/contract/events.ts';
import type { JobStatus, JobView } from '../../src/shared/contract/job.ts';
import {
  DEFAULT_QUEUE_SETTINGS,
  type MethodInput,
  type MethodName,
  type MethodOutput,
} from '../../src/shared/contract/methods.ts';
import { DEFAULT_JOB_OPTIONS, NO_EXPORT } from '../../src/shared/job-options.ts';
import { NO_JOBS } from '../../src/shared/job-state.ts';
import { DEFAULT_PREFERENCES } from '../../src/shared/preferences.ts';
import { jobViewOf } from './job-view-of.ts';
import { transcriptOf } from './transcript-of.ts';

/** A job's uid, the same for the same number. */
export function uidOf(number: number): string {
  return `job${String(number).padStart(17, '0')}`;
}

const UID = uidOf(1);

export function jobView(number: number, status: JobStatus = { state: 'queued', position: 1 }): JobView {
  return jobViewOf('talk', { uid: uidOf(number), status });
}

export function progressEvent(number: number, doneMs: number): QueueEvent {
  return {
    kind: 'job-progress',
    uid: uidOf(number),
    stage: 'transcribing',
    progress: { ...jobView(number).progress, doneMs },
  };
}

export function noticeEvent(message: string): QueueEvent {
  return { kind: 'job-notice', uid: UID, message };
}

/** The texts of the notices in what a subscriber got, and `reset` where that was sent. */
export function noticesIn(batches: readonly EventBatch[]): string[] {
  return batches.flatMap((batch) =>
    batch.kind === 'reset'
      ? ['reset']
      : batch.events.flatMap((event) => (event.kind === 'job-notice' ? [event.message] : [])),
  );
}

const REPORT = { done: [UID], refused: [] };
const MODEL = {
  id: 'base',
  kind: 'whisper',
  name: 'Base',
  file: 'ggml-base-q8_0.bin',
  sizeBytes: 1,
  license: 'MIT',
  origin: 'here',
  state: 'present',
} as const;

/** One valid input of every method. */
export const INPUTS: { readonly [Name in MethodName]: MethodInput<Name> } = {
  'queue.add': {
    paths: ['/recordings/talk.mp3'],
    options: DEFAULT_JOB_OPTIONS,
    exports: NO_EXPORT,
    again: false,
    keepCopy: false,
  },
  'queue.status': {},
  'queue.configure': { settings: { slots: 2 } },
  'queue.pause': {},
  'queue.resume': {},
  'jobs.list': { states: null, offset: 0, limit: 100 },
  'jobs.get': { uid: UID },
  'jobs.history': { uid: UID },
  'jobs.pause': { jobs: 'all', running: 'drop' },
  'jobs.resume': { jobs: { uids: [UID] } },
  'jobs.cancel': { jobs: { batchUid: UID } },
  'jobs.retry': { jobs: 'all' },
  'jobs.redo': { jobs: 'all', options: { quality: 'accurate' } },
  'jobs.move': { uid: UID, to: 'next' },
  'jobs.prioritise': { jobs: 'all', priority: 5 },
  'jobs.relocate': { uid: UID, path: '/elsewhere/talk.mp3', acceptChanged: false },
  'jobs.remove': { jobs: 'all' },
  'jobs.restore': { jobs: 'all' },
  'jobs.export': { uid: UID, exports: NO_EXPORT },
  'transcript.get': { uid: UID, revision: null },
  'transcript.chunks': { uid: UID, from: 0 },
  'transcript.edit': { uid: UID, segmentId: 'm-0-0', text: 'better' },
  'transcript.search': { query: 'country', limit: 10 },
  'transcript.render': { uid: UID, revision: null, format: 'srt' },
  'media.peaks': { uid: UID },
  'media.playback': { uid: UID },
  'preferences.get': {},
  'preferences.change': { change: { appearance: { theme: 'dark' } } },
  'models.list': {},
  'models.speeds': {},
  'models.verify': { id: 'base' },
  'models.import': { path: '/models/other.bin' },
};

/** One valid answer of every method. */
export const OUTPUTS: { readonly [Name in MethodName]: MethodOutput<Name> } = {
  'queue.add': {
    batchUid: UID,
    jobs: [{ uid: UID, path: '/recordings/talk.mp3', disposition: 'added' }],
    problems: [],
  },
  'queue.status': {
    owner: { pid: 1, version: '1.0.0', startedAtMs: 0 },
    counts: { ...NO_JOBS, queued: 1 },
    holds: [],
    slots: 1,
    stuck: [],
    settings: DEFAULT_QUEUE_SETTINGS,
  },
  'queue.configure': DEFAULT_QUEUE_SETTINGS,
  'queue.pause': {},
  'queue.resume': {},
  'jobs.list': { seq: 0, total: 1, jobs: [jobView(1)] },
  'jobs.get': jobView(1),
  'jobs.history': {
    entries: [{ atMs: 0, from: 'queued', to: 'running', actor: 'queue', code: null, detail: null }],
  },
  'jobs.pause': REPORT,
  'jobs.resume': REPORT,
  'jobs.cancel': REPORT,
  'jobs.retry': REPORT,
  'jobs.redo': REPORT,
  'jobs.move': {},
  'jobs.prioritise': REPORT,
  'jobs.relocate': {},
  'jobs.remove': REPORT,
  'jobs.restore': REPORT,
  'jobs.export': { files: ['/recordings/talk.txt'] },
  'transcript.get': transcriptOf(['ask not']),
  'transcript.chunks': { revision: 1, chunks: [{ sequence: 0, segments: transcriptOf(['ask']).segments }] },
  'transcript.edit': {},
  'transcript.search': {
    hits: [{ uid: UID, title: 'talk.mp3', segmentId: 'm-0-0', startMs: 0, endMs: 1_000, text: 'country' }],
  },
  'transcript.render': {
    fileName: 'talk.srt',
    mediaType: 'application/x-subrip',
    text: '1\n00:00:00,000 --> 00:00:01,000\nask not\n',
  },
  'media.peaks': { peaks: [0, 128, 255], peaksPerSecond: 10 },
  'media.playback': { path: '/recordings/talk.mp3', mediaType: 'audio/mpeg' },
  'preferences.get': DEFAULT_PREFERENCES,
  'preferences.change': {
    ...DEFAULT_PREFERENCES,
    appearance: { ...DEFAULT_PREFERENCES.appearance, theme: 'dark' },
  },
  'models.list': { models: [MODEL] },
  'models.speeds': { speeds: [{ model: 'base', device: 'cpu', speed: 15 }] },
  'models.verify': MODEL,
  'models.import': MODEL,
};
