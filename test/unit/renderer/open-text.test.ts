import { expect, test, vi } from 'vitest';
import { createI18n } from '../../../src/renderer/src/i18n/create-i18n.ts';
import type { PagePorts } from '../../../src/renderer/src/store/page-ports.ts';
import { type RunningApp, startApp } from '../../../src/renderer/src/store/start-app.ts';
import type { JobView } from '../../../src/shared/contract/job.ts';
import { failed } from '../../../src/shared/contract/result.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import type { Segment, Transcript } from '../../../src/shared/transcript.ts';
import { MemoryBridge } from '../../component/support/memory-bridge.ts';
import { sampleJob, uidOf } from '../../component/support/sample-jobs.ts';

const NO_PAGE: PagePorts = {
  writeClipboard: () => Promise.resolve(),
  download: () => {},
  mayNotify: () => Promise.resolve(false),
  notify: () => {},
  isWatched: () => true,
};

const running: JobView = sampleJob({
  number: 1,
  title: 'Talk.mp3',
  status: { state: 'running', stage: 'transcribing' },
});
const completed: JobView = { ...running, status: { state: 'completed', gaps: 0 }, finishedAtMs: 1 };

function segment(startMs: number, text: string): Segment {
  return {
    id: `m-${startMs}`,
    startMs,
    endMs: startMs + 900,
    text,
    originalText: text,
    words: [],
    language: 'en',
    speaker: null,
    channel: null,
    averageLogProbability: null,
    noSpeechProbability: 0,
    temperature: 0,
  };
}

function transcript(segments: Segment[]): Transcript {
  return {
    schema: 'earshot.transcript/1',
    source: { fileName: 'Talk.mp3', durationMs: 60_000, track: 0, channels: 'mix' },
    engine: {
      name: 'whisper.cpp',
      variant: 'avx2',
      backend: 'CPU',
      model: 'base',
      modelSha256: '',
      quality: 'balanced',
      task: 'transcribe',
    },
    language: { code: 'en', probability: 1, mode: 'detected' },
    complete: true,
    segments,
    review: [{ reason: 'repetition', startMs: 0, endMs: 900, note: 'Said twice.', channel: null }],
    warnings: [],
    discarded: [],
  };
}

async function openApp(bridge: MemoryBridge): Promise<RunningApp> {
  const app = startApp(bridge, createI18n(['en']), NO_PAGE);
  await vi.waitUntil(() => app.store.getState().line === 'up');
  await app.actions.open(uidOf(1));
  return app;
}

const words = (app: RunningApp): string[] =>
  app.store.getState().text?.segments.map(({ text }) => text) ?? [];
const phase = (app: RunningApp): string | undefined => app.store.getState().text?.phase;

test('text that was stored before is read, what follows is told, and the end brings the whole', async () => {
  const bridge = new MemoryBridge([running]);
  bridge.answer('transcript.chunks', () => ({
    revision: 1,
    chunks: [{ sequence: 0, segments: [segment(0, 'Welcome')] }],
  }));
  bridge.answer('transcript.get', () => transcript([segment(0, 'Welcome'), segment(1000, 'back.')]));
  const app = await openApp(bridge);
  expect([words(app), phase(app)]).toEqual([['Welcome'], 'live']);

  bridge.tell({
    kind: 'job-segments',
    uid: uidOf(1),
    revision: 1,
    sequence: 1,
    segments: [segment(1000, 'bak')],
  });
  expect(words(app)).toEqual(['Welcome', 'bak']);

  bridge.tell({ kind: 'job-changed', job: completed });
  await vi.waitUntil(() => phase(app) === 'whole');
  expect(words(app)).toEqual(['Welcome', 'back.']);
  expect(app.store.getState().text?.review).toHaveLength(1);
});

test('text that is told while the stored text is read is neither lost nor doubled', async () => {
  const bridge = new MemoryBridge([running]);
  bridge.answer('transcript.chunks', async () => {
    bridge.tell({
      kind: 'job-segments',
      uid: uidOf(1),
      revision: 1,
      sequence: 1,
      segments: [segment(1000, 'back.')],
    });
    await Promise.resolve();
    return { revision: 1, chunks: [{ sequence: 0, segments: [segment(0, 'Welcome')] }] };
  });
  const app = await openApp(bridge);

  expect(words(app)).toEqual(['Welcome', 'back.']);
});

test('a job that goes on after its end keeps its text on the screen', async () => {
  const bridge = new MemoryBridge([{ ...completed, status: { state: 'canceled' } }]);
  bridge.answer('transcript.get', () => transcript([segment(0, 'Welcome')]));
  const app = await openApp(bridge);
  bridge.answer('transcript.chunks', () => ({
    revision: 1,
    chunks: [{ sequence: 0, segments: [segment(0, 'Welcome')] }],
  }));

  bridge.tell({ kind: 'job-changed', job: running });
  expect(words(app)).toEqual(['Welcome']);
  await vi.waitUntil(() => phase(app) === 'live');
  bridge.tell({
    kind: 'job-segments',
    uid: uidOf(1),
    revision: 1,
    sequence: 1,
    segments: [segment(1000, 'back.')],
  });

  expect(words(app)).toEqual(['Welcome', 'back.']);
});

test('after a break the text that was missed is read', async () => {
  const bridge = new MemoryBridge([running]);
  const app = await openApp(bridge);
  expect(words(app)).toEqual([]);
  bridge.answer('transcript.chunks', () => ({
    revision: 1,
    chunks: [{ sequence: 0, segments: [segment(0, 'Welcome')] }],
  }));

  bridge.send({ kind: 'reset', seq: bridge.seq });

  await vi.waitUntil(() => words(app).length > 0);
});

test('a job that ended before anything was said has no text, and that is no failure', async () => {
  const bridge = new MemoryBridge([{ ...completed, status: { state: 'canceled' } }]);
  bridge.answer('transcript.get', () => failed(new EarshotError('job-not-found', 'No text yet.')));
  const app = await openApp(bridge);

  expect([words(app), phase(app), app.store.getState().text?.failure]).toEqual([[], 'live', null]);
});

test('text that cannot be read is told where it would stand', async () => {
  const bridge = new MemoryBridge([completed]);
  bridge.answer('transcript.get', () => failed(new EarshotError('internal', 'Something went wrong.')));
  const app = await openApp(bridge);

  expect(app.store.getState().text).toMatchObject({
    phase: 'failed',
    failure: { message: 'Something went wrong.' },
  });
});

test('another recording in place of the lost one is used when the person says so', async () => {
  const bridge = new MemoryBridge([running]);
  bridge.answer('intake.relocate', ({ acceptChanged }) =>
    acceptChanged ? {} : failed(new EarshotError('source-changed', 'It is another recording.')),
  );
  const app = await openApp(bridge);

  await app.actions.relocate(uidOf(1), [new File(['x'], 'other.mp3')]);
  const notice = app.store.getState().notices[0];
  expect(notice?.words).toBe('It is another recording.');
  notice?.action?.run();

  const accepted = bridge.asked
    .filter(({ method }) => method === 'intake.relocate')
    .map(({ input }) => input);
  expect(accepted).toMatchObject([{ acceptChanged: false }, { acceptChanged: true }]);
});
