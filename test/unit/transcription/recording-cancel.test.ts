import { expect, test } from 'vitest';
import { transcribeRecording } from '../../../src/main/core/transcription/transcribe-recording.ts';
import type { TranscriptionPorts } from '../../../src/main/core/transcription/transcription-ports.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { FRESH_START } from '../../support/fresh-start.ts';
import { MemoryJournal } from '../../support/memory-journal.ts';
import { orCancelled, ScriptedEngine } from '../../support/scripted-engine.ts';
import { soundStream } from '../../support/sound-stream.ts';
import {
  answerOf,
  crash,
  portsOf,
  REQUEST,
  type Scene,
  StagedRecording,
} from '../../support/staged-recording.ts';

test('a recording that is cancelled before it begins touches nothing', async () => {
  const stop = new AbortController();
  stop.abort();
  const touched: string[] = [];
  const engine = new ScriptedEngine();
  const journal = new MemoryJournal();
  const outcome = await transcribeRecording(
    REQUEST,
    {
      ...portsOf(engine, 1_000),
      probe: () => {
        touched.push('probe');
        return Promise.reject(new Error('probed'));
      },
    },
    journal,
    '/nowhere',
    stop.signal,
    () => touched.push('event'),
  );
  expect(outcome).toMatchObject({ kind: 'stopped', error: { code: 'cancelled' } });
  expect([touched, journal.calls, engine.heardRanges]).toEqual([[], [], []]);
});

/** Work that only an abort ends; tells when it has begun. */
function heldWork(): { begun: Promise<void>; wait: (signal: AbortSignal) => Promise<never> } {
  const begun = Promise.withResolvers<void>();
  return {
    begun: begun.promise,
    wait: (signal) => {
      begun.resolve();
      return orCancelled(signal, new Promise<never>(() => {}));
    },
  };
}

const never = new AbortController().signal;

function soundThatNeverComes(wait: (signal: AbortSignal) => Promise<never>): Partial<TranscriptionPorts> {
  return {
    decode: async ({ signal }) => {
      const finished = orCancelled(signal, new Promise<never>(() => {}));
      finished.catch(() => {});
      const waitFor = (_samples: number, stopped: AbortSignal): Promise<never> => wait(stopped);
      return { track: 0, streams: [{ ...soundStream(0), waitFor }], finished };
    },
  };
}

test.each<[string, (held: ReturnType<typeof heldWork>) => Scene]>([
  ['probing', ({ wait }) => ({ ports: { probe: (_file, signal) => wait(signal) } })],
  ['starting to decode', ({ wait }) => ({ ports: { decode: ({ signal }) => wait(signal) } })],
  ['loading the model', ({ wait }) => ({ ready: () => wait(never) })],
  ['listening for speech', ({ wait }) => ({ listen: () => wait(never) })],
  [
    'waiting for the engine to come back',
    ({ wait }) => ({ ports: { wait: (_ms, signal) => wait(signal) }, answer: () => Promise.reject(crash) }),
  ],
  [
    'the journal holds a chunk back',
    ({ wait }) => ({
      journal: { before: ({ name }) => (name === 'chunkStarted' ? wait(never) : null) },
    }),
  ],
  ['waiting for sound', ({ wait }) => ({ ports: soundThatNeverComes(wait) })],
  [
    'waiting for the sound of a chunk that was planned before',
    ({ wait }) => ({
      journal: {
        resume: {
          ...FRESH_START,
          planned: [
            {
              sequence: 0,
              streamIndex: 0,
              chunk: { index: 0, startMs: 0, endMs: 5_000, spans: [{ startMs: 0, endMs: 5_000 }] },
              isFinished: false,
              deaths: 0,
            },
          ],
        },
      },
      ports: soundThatNeverComes(wait),
    }),
  ],
])('cancelling while %s ends the recording without text', async (_stage, sceneOf) => {
  const held = heldWork();
  const stage = new StagedRecording({ answer: answerOf, ...sceneOf(held) });
  await held.begun;
  stage.stop.abort();
  expect((await stage.stopped()).code).toBe('cancelled');
  expect(stage.text).toEqual([]);
});

test('cancelling while chunks are decoded keeps what is finished, also behind one that is not', async () => {
  const stage = new StagedRecording({
    states: 2,
    talkCount: 5,
    request: { language: { mode: 'fixed', code: 'en' } },
  });
  await stage.engine.called(2);
  const answer = async (index: number, calls: number): Promise<void> => {
    const call = stage.engine.calls[index];
    call?.answer(answerOf(call));
    await stage.engine.called(calls);
  };
  await answer(0, 3);
  await answer(2, 4);
  expect(stage.told.map(({ sequence }) => sequence)).toEqual([0, 2]);
  stage.stop.abort();
  expect((await stage.stopped()).code).toBe('cancelled');
  expect(stage.text).toEqual(['This is talk zero.', 'This is talk two.']);
});

test('cancelling while a chunk waits for the language of another ends both', async () => {
  const stage = new StagedRecording({ states: 2 });
  await stage.engine.called(2);
  const second = stage.engine.calls[1];
  if (second !== undefined) second.answer(answerOf(second));
  stage.stop.abort();
  expect((await stage.stopped()).code).toBe('cancelled');
  expect(stage.text).toEqual([]);
});

test('a tool that fails in its own way when it is cancelled does not hide that it was', async () => {
  const stage = new StagedRecording({
    ports: {
      probe: async () => {
        await Promise.resolve();
        stage.stop.abort();
        throw new EarshotError('not-media', 'The tool was ended by a signal.');
      },
    },
  });
  expect((await stage.stopped()).code).toBe('cancelled');
});

test('cancelling after the last chunk changes nothing', async () => {
  const stage = new StagedRecording({
    answer: answerOf,
    onEvent: (event) => {
      if (event.kind === 'progress' && event.progress.stage === 'finishing') stage.stop.abort();
    },
  });
  expect(await stage.completed()).toMatchObject({ complete: true });
});
