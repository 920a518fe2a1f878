import { expect, test } from 'vitest';
import { mediaAddress } from '../../../src/renderer/src/features/player/media-address.ts';
import { SPEEDS, speedBeside } from '../../../src/renderer/src/features/player/speeds.ts';
import { detailsOf, outcomeOf } from '../../../src/renderer/src/features/transcript/outcome.ts';
import { smallerModel } from '../../../src/renderer/src/features/transcript/smaller-model.ts';
import { ranWords } from '../../../src/renderer/src/features/transcript/transcript-words.ts';
import { createI18n } from '../../../src/renderer/src/i18n/create-i18n.ts';
import { createFormats } from '../../../src/renderer/src/i18n/formats.ts';
import type { JobView } from '../../../src/shared/contract/job.ts';
import type { ModelView } from '../../../src/shared/contract/methods.ts';
import { titleOf } from '../../../src/shared/recording-title.ts';
import { sampleFailure, sampleJob } from '../../component/support/sample-jobs.ts';

const jobWith = (status: JobView['status'], change: Partial<JobView> = {}) =>
  sampleJob({ number: 1, title: 'Talk.mp3', status, change });
const outOfMemory = sampleFailure('out-of-memory', 'Memory did not suffice.');

test.each([
  ['Interview with Ada.m4a', 'Interview with Ada'],
  ['Talk 2.5.mp4', 'Talk 2.5'],
  ['Version 2.5', 'Version 2.5'],
  ['.mp3', '.mp3'],
  ['no ending', 'no ending'],
])('%s is called %s', (fileName, title) => expect(titleOf(fileName)).toBe(title));

test('what ran is told as far as it is known', () => {
  const words = createI18n(['en-GB']);
  const ports = { t: words.t, formats: createFormats(words.t, 'en-GB') };
  const waiting = jobWith({ state: 'queued', position: 1 });
  expect(ranWords(waiting, ports)).toBe('58:04 · Balanced');
  const done = sampleJob({
    number: 1,
    title: 'Talk.mp3',
    status: { state: 'completed', gaps: 0 },
    progress: { doneMs: 3_484_000 },
    change: { workMs: 571_000 },
  });
  expect(ranWords(done, ports)).toBe('English · 58:04 · Balanced · base on CPU, 6.1 × real time');
});

test.each([
  [jobWith({ state: 'failed', failure: outOfMemory }), 'failed', 'retry'],
  [jobWith({ state: 'blocked', reason: 'source-missing', failure: outOfMemory }), 'needs-you', 'locate'],
  [jobWith({ state: 'blocked', reason: 'model-missing', failure: outOfMemory }), 'needs-you', 'models'],
  [jobWith({ state: 'canceled' }), 'cancelled', 'continue'],
  [jobWith({ state: 'paused' }), 'paused', 'resume'],
  [jobWith({ state: 'completed', gaps: 2 }), 'gaps', 'retry'],
] as const)('the outcome of job %# is told with what to do about it', (job, kind, action) => {
  expect(outcomeOf(job)).toMatchObject({ kind, action });
});

test('of what runs, waits or is done there is nothing to tell; of files that were not written there is', () => {
  expect(outcomeOf(jobWith({ state: 'running', stage: 'transcribing' }))).toBeNull();
  expect(outcomeOf(jobWith({ state: 'queued', position: 1 }))).toBeNull();
  expect(outcomeOf(jobWith({ state: 'completed', gaps: 0 }))).toBeNull();
  const unwritten = jobWith(
    { state: 'completed', gaps: 0 },
    { exportStatus: { state: 'failed', files: [], failure: outOfMemory } },
  );
  expect(outcomeOf(unwritten)?.kind).toBe('files-not-written');
});

test('details name what went wrong and what ran, and neither the path nor the name of the recording', () => {
  const details = detailsOf(jobWith({ state: 'failed', failure: outOfMemory }), outOfMemory);
  expect(details).toContain('out-of-memory: what the tools said');
  expect(details).toContain('quality balanced');
  expect(details).not.toContain('Talk.mp3');
});

test('instead of a model that was too big, the best of the smaller ones that are there is offered', () => {
  const model = (id: string, sizeBytes: number, state: ModelView['state'] = 'present'): ModelView => ({
    id,
    kind: 'whisper',
    name: id,
    file: `${id}.bin`,
    sizeBytes,
    license: 'MIT',
    origin: '',
    state,
  });
  const models = [model('tiny', 1), model('base', 2), model('small', 3, 'missing'), model('medium', 4)];
  expect(smallerModel(models, 'medium')?.id).toBe('base');
  expect(smallerModel(models, 'tiny')).toBeNull();
  expect(smallerModel(models, 'unknown')).toBeNull();
});

test('sound is asked for by the job: of the own origin in a browser, by its own scheme on the desktop', () => {
  expect(mediaAddress('job00000000000000001', 'http:')).toBe('/media/job00000000000000001');
  expect(mediaAddress('job00000000000000001', 'app:')).toBe('media://job/job00000000000000001');
});

test('speeds go up and down by steps and stop at both ends', () => {
  expect(speedBeside(1, 'faster')).toBe(1.25);
  expect(speedBeside(1, 'slower')).toBe(0.75);
  expect(speedBeside(SPEEDS[0], 'slower')).toBe(0.5);
  expect(speedBeside(3, 'faster')).toBe(3);
});
