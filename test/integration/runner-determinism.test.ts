import { afterAll, beforeAll, expect, test } from 'vitest';
import { essence, RawRunner, Scratch, wavSamples } from '../support/raw-runner.ts';

const scratch = new Scratch();
const speech = wavSamples('jfk.wav');
const other = wavSamples('austen-0870.wav');
const pcm = scratch.write('jfk.pcm', speech);
const otherPcm = scratch.write('austen.pcm', other);
const chunk = { pcm, firstSample: 0, sampleCount: speech.length / 2 };
const otherChunk = { pcm: otherPcm, firstSample: 0, sampleCount: other.length / 2 };
const greedy = { language: 'en', temperatures: [0] };
/** Every window is rejected, so that the sampler's random numbers decide the text. */
const sampled = {
  language: 'en',
  temperatures: [0.8, 1],
  bestOf: 2,
  logProbThreshold: 0,
  noSpeechThreshold: 2,
};

let runner: RawRunner;
beforeAll(async () => {
  runner = new RawRunner();
  await runner.load({ states: 2 });
});
afterAll(() => {
  runner.kill();
  scratch.remove();
});

test('two states give the same text, also when both run at once', async () => {
  for (const id of ['left', 'right']) runner.send({ cmd: 'transcribe', id, ...chunk, options: greedy });
  const [left, right] = [await runner.transcript('left'), await runner.transcript('right')];
  const states = runner.events.flatMap((event) => (event.ev === 'started' ? [event.state] : []));
  expect(new Set(states)).toEqual(new Set([0, 1]));
  expect(essence(left)).toEqual(essence(right));
});

test('sampling at a temperature is repeatable, whatever the state did before', async () => {
  const first = await runner.transcribe({ id: 's1', ...chunk, options: sampled });
  await runner.transcribe({
    id: 'between',
    ...otherChunk,
    options: { ...sampled, temperatures: [1], bestOf: 2 },
  });
  await runner.transcribe({ id: 'beam', ...otherChunk, options: { ...greedy, beamSize: 2 } });
  const again = await runner.transcribe({ id: 's2', ...chunk, options: sampled });
  expect(essence(again)).toEqual(essence(first));

  // The control: at these temperatures the random numbers do matter.
  const calm = await runner.transcribe({ id: 'calm', ...chunk, options: greedy });
  expect(essence(calm).segments).not.toEqual(essence(first).segments);
});

test('a fresh process gives the same text as one that has a history', async () => {
  const here = await runner.transcribe({ id: 'here', ...chunk, options: sampled });
  const fresh = new RawRunner();
  await fresh.load({ vadModel: null });
  const there = await fresh.transcribe({ id: 'there', ...chunk, options: sampled });
  expect(essence(there)).toEqual(essence(here));
  expect(await fresh.quit()).toBe(0);
});

test('a detected language gives the same text as the same language given', async () => {
  const given = await runner.transcribe({ id: 'given', ...chunk, options: greedy });
  const detected = await runner.transcribe({
    id: 'detected',
    ...chunk,
    options: { ...greedy, language: 'auto' },
  });
  expect(essence(detected)).toEqual(essence(given));
});

test('an attempt that follows others gives what it gives alone: the encoder is run once and its output kept', async () => {
  const strict = { ...sampled, temperatures: [0, 0.8] };
  const ladder = await runner.transcribe({ id: 'ladder', ...chunk, options: strict });
  const alone = await runner.transcribe({
    id: 'alone',
    ...chunk,
    options: { ...strict, temperatures: [0.8] },
  });
  expect(essence(ladder).segments).toEqual(essence(alone).segments);
});

test('where a chunk lies in its file does not matter', async () => {
  const shifted = scratch.write('shifted.pcm', Buffer.concat([other, speech, other]));
  const here = await runner.transcribe({ id: 'at-0', ...chunk, options: greedy });
  const there = await runner.transcribe({
    id: 'shifted',
    ...chunk,
    pcm: shifted,
    firstSample: other.length / 2,
    options: greedy,
  });
  expect(essence(there)).toEqual(essence(here));
});
