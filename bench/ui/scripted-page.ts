// Runs in the page before the page itself: a host in memory in place of the real one, so that what is measured is the
// page alone, as it was built.
import { readingBridge } from '../../test/component/support/reading-bridge.ts';
import { sampleJob } from '../../test/component/support/sample-jobs.ts';
import { longText } from '../../test/component/support/sample-text.ts';

const WORDS = 50_000;
const ROWS = 10_000;
/** Of the jobs that the reading brings along. */
const FIRST_NUMBER = 100;

const bridge = readingBridge({ segments: longText(WORDS), title: 'Hearing, first day.wav' });
for (let index = 0; bridge.jobs.size < ROWS; index += 1) {
  const job = sampleJob({
    number: FIRST_NUMBER + index,
    title: `Recording ${index}.mp3`,
    status: { state: 'queued', position: index + 1 },
    progress: { durationMs: 600_000 + (index % 50) * 60_000 },
  });
  bridge.jobs.set(job.uid, job);
}
const running = sampleJob({
  number: FIRST_NUMBER,
  title: 'Recording 0.mp3',
  status: { state: 'running', stage: 'transcribing' },
});
bridge.jobs.set(running.uid, running);

/** Tells so many events, as a run of many hours does: progress, and jobs that change. @returns when the page has them */
async function tellEvents(count: number): Promise<void> {
  const perBatch = 20;
  for (let told = 0; told < count; told += perBatch) {
    bridge.tell(
      ...Array.from({ length: perBatch }, (_, index) => {
        const share = ((told + index) % 1000) / 1000;
        const progress = { ...running.progress, fraction: share, doneMs: share * 3_000_000, speed: 6 };
        return index === 0
          ? ({ kind: 'job-changed', job: { ...running, progress } } as const)
          : ({ kind: 'job-progress', uid: running.uid, stage: 'transcribing', progress } as const);
      }),
    );
    // The page draws in between, as it does when events come over a wire.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

Object.assign(globalThis, { earshot: bridge, bench: { bridge, running, tellEvents } });
