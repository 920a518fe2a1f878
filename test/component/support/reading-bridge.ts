import type { JobView } from '../../../src/shared/contract/job.ts';
import type { ReviewMark, Segment } from '../../../src/shared/transcript.ts';
import { MemoryBridge } from './memory-bridge.ts';
import { everyState, sampleFailure, sampleJob } from './sample-jobs.ts';
import { INTERVIEW, JFK, longText, samplePeaks, segmentsOf, transcriptOf } from './sample-text.ts';

export type Reading = {
  readonly segments: readonly Segment[];
  readonly review?: readonly ReviewMark[];
  readonly warnings?: readonly string[];
  readonly status?: JobView['status'];
  readonly title?: string;
  readonly change?: Partial<JobView>;
  /** How far it came; the whole recording where nothing is said. */
  readonly doneMs?: number;
  readonly durationMs?: number;
};

/** The first job of the list has this text. */
export function readingBridge(reading: Reading): MemoryBridge {
  const { segments, status = { state: 'completed', gaps: 0 }, title = 'Interview with Ada.m4a' } = reading;
  const durationMs = reading.durationMs ?? (segments.at(-1)?.endMs ?? 0) + 4000;
  const doneMs = reading.doneMs ?? durationMs;
  const job = sampleJob({
    number: 1,
    title,
    status,
    progress: { durationMs, doneMs, fraction: doneMs / durationMs, speed: 6.1, remainingMs: 540_000 },
    change: {
      workMs: Math.round(doneMs / 6.1),
      engine: { model: 'base', variant: 'avx2', backend: 'CPU' },
      language: 'en',
      ...reading.change,
    },
  });
  const bridge = new MemoryBridge([job, ...everyState().slice(1)]);
  const transcript = transcriptOf(segments, reading);
  bridge.answer('transcript.get', () => transcript);
  bridge.answer('transcript.chunks', () => ({
    revision: 1,
    chunks: segments.map((segment, sequence) => ({ sequence, segments: [segment] })),
  }));
  bridge.answer('media.peaks', () => samplePeaks(durationMs));
  bridge.answer('transcript.render', ({ format }) => ({
    fileName: `Interview with Ada.${format}`,
    mediaType: 'text/plain',
    text: segments
      .map(({ startMs, text }, index) => `${index + 1}\n${startMs} → ${format}\n${text}\n`)
      .join('\n'),
  }));
  return bridge;
}

export const INTERVIEW_REVIEW: readonly ReviewMark[] = [
  {
    reason: 'low-confidence',
    startMs: 44_000,
    endMs: 45_500,
    note: 'The words were hard to make out.',
    channel: null,
  },
  {
    reason: 'not-transcribed',
    startMs: 80_000,
    endMs: 101_000,
    note: 'The engine did not get through this part.',
    channel: null,
  },
  {
    reason: 'repetition',
    startMs: 105_000,
    endMs: 108_000,
    note: 'The same words come 3 times in a row.',
    channel: null,
  },
];

/** A recording that is there in every respect, to be heard as well. */
export function jfkBridge(): MemoryBridge {
  return readingBridge({ segments: segmentsOf(JFK), title: 'Inaugural address.mp3', durationMs: 11_000 });
}

export const READING_SCENES: Readonly<Record<string, () => MemoryBridge>> = {
  reading: () =>
    readingBridge({
      segments: segmentsOf(INTERVIEW),
      review: INTERVIEW_REVIEW,
      status: { state: 'completed', gaps: 1 },
      warnings: ['The end of the recording is cut off.'],
    }),
  jfk: jfkBridge,
  long: () => readingBridge({ segments: longText(50_000), title: 'Hearing, first day.wav' }),
  partial: () =>
    readingBridge({
      segments: segmentsOf(INTERVIEW),
      status: {
        state: 'failed',
        failure: sampleFailure('out-of-memory', 'Memory did not suffice for the model “base”.'),
      },
      doneMs: 172_000,
      durationMs: 3_484_000,
    }),
  languages: () =>
    readingBridge({
      title: 'محادثة <b>bold</b>.mp3',
      segments: segmentsOf([
        {
          sentences: ['مرحبا بكم في هذا الحديث عن البرامج الأولى.', 'كتبتها امرأة قبل أن توجد الآلة.'],
          startMs: 0,
          language: 'ar',
          speaker: 'ليلى',
        },
        {
          sentences: ['最初のプログラムは機械ができる前に書かれました。'],
          startMs: 20_000,
          language: 'ja',
          speaker: '由紀',
        },
        {
          sentences: ['<script>alert("no")</script> is what the slide said & nobody laughed.'],
          startMs: 40_000,
          speaker: 'Tom <i>',
        },
      ]),
    }),
  live: () => liveScene(),
};

/** Grows by a sentence every half second. */
function liveScene(): MemoryBridge {
  const all = longText(6000);
  const status = { state: 'running', stage: 'transcribing' } as const;
  const bridge = readingBridge({
    segments: all.slice(0, 40),
    status,
    doneMs: 170_000,
    durationMs: 2_300_000,
  });
  let next = 40;
  const timer = setInterval(() => {
    const job = bridge.jobs.values().next().value;
    const segment = all[next];
    if (segment === undefined || job === undefined) return clearInterval(timer);
    bridge.tell(
      { kind: 'job-segments', uid: job.uid, revision: 1, sequence: next, segments: [segment] },
      {
        kind: 'job-progress',
        uid: job.uid,
        stage: 'transcribing',
        progress: { ...job.progress, doneMs: segment.endMs, fraction: segment.endMs / 2_300_000 },
      },
    );
    next += 1;
    return undefined;
  }, 500);
  return bridge;
}
