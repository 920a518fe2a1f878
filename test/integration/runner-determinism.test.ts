import { afterAll, beforeAll, expect, test } from 'vitest';
import { essence, RawRunner, Scratch, type Transcript, wavSamples } from '../support/raw-runner.ts';

const scratch = new Scratch();
const speech = wavSamples('jfk.wav');
const other = wavSamples('austen-0870.wav');
const pcm = scratch.write('jfk.pcm', speech);
const otherPcm = scratch.write('austen.pcm', other);
const chunk = { pcm, firstSample: 0, sampleCount: speech.length / 2 };
const otherChunk = { pcm: otherPcm, firstSample: 0, sampleCount: other.length / 2 };
const greedy = { language: 'en', temperatures: [0] };
/** Every window is rejected, so that the sampler's random numbers decide the text. */
const rejecting = { language: 'en', bestOf: 2, logProbThreshold: 0, noSpeechThreshold: 2 };
const sampled = { ...rejecting, temperatures: [0.8] };

/** As much time as three tests would have had. */
const JOBS_LIMIT_MS = 180_000;

let runner: RawRunner;
/** What all other ways to the same text are compared with: it costs a second each time. */
let calm: Transcript;
let first: Transcript;
let twin: Transcript;

beforeAll(async () => {
  runner = new RawRunner();
  await runner.load({ states: 2 });
  for (const id of ['calm', 'twin']) runner.send({ cmd: 'transcribe', id, ...chunk, options: greedy });
  [calm, twin] = [await runner.transcript('calm'), await runner.transcript('twin')];
  first = await runner.transcribe({ id: 'first', ...chunk, options: sampled });
}, JOBS_LIMIT_MS);
afterAll(() => {
  runner.kill();
  scratch.remove();
});

test('two states give the same text, also when both run at once', () => {
  const states = runner.events
    .flatMap((event) => (event.ev === 'started' ? [event] : []))
    .slice(0, 2)
    .map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set([0, 1]));
  expect(essence(twin)).toEqual(essence(calm));
});

test('control: where chance decides, the random numbers do matter', () => {
  expect(essence(calm).segments).not.toEqual(essence(first).segments);
});

test('sampling at a temperature is repeatable, whatever the state did before', async () => {
  // Beams, then chance, over another sound.
  const between = { ...rejecting, beamSize: 2, temperatures: [0, 1] };
  await runner.transcribe({ id: 'between', ...otherChunk, options: between });
  const again = await runner.transcribe({ id: 'again', ...chunk, options: sampled });
  expect(essence(again)).toEqual(essence(first));
});

test('a fresh process gives the same text as one that has a history', async () => {
  const fresh = new RawRunner();
  await fresh.load({ vadModel: null });
  const there = await fresh.transcribe({ id: 'there', ...chunk, options: sampled });
  expect(essence(there)).toEqual(essence(first));
  expect(await fresh.quit()).toBe(0);
});

test('an attempt that follows others gives what it gives alone: the encoder is run once and its output kept', async () => {
  const options = { ...sampled, temperatures: [0, 0.8] };
  const ladder = await runner.transcribe({ id: 'ladder', ...chunk, options });
  expect(ladder.done.windows.map(({ attempts }) => attempts.length)).toEqual([2]);
  expect(essence(ladder).segments).toEqual(essence(first).segments);
});

test('where a chunk lies in its file does not matter', async () => {
  const there = await runner.transcribe({
    id: 'shifted',
    ...chunk,
    pcm: scratch.write('shifted.pcm', Buffer.concat([other, speech, other])),
    firstSample: other.length / 2,
    options: greedy,
  });
  expect(essence(there)).toEqual(essence(calm));
});
