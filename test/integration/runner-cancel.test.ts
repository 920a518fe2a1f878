import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { essence, RawRunner, Scratch, type Transcript, wavSamples } from '../support/raw-runner.ts';

const scratch = new Scratch();
/** The first three seconds: a few words. */
const speech = wavSamples('jfk.wav').subarray(0, 3 * 16_000 * 2);
const pcm = scratch.write('jfk.pcm', speech);
const chunk = { pcm, firstSample: 0, sampleCount: speech.length / 2 };
const greedy = { language: 'en', temperatures: [0] };
const climbing = {
  language: 'en',
  temperatures: [0, 0.6, 1],
  bestOf: 3,
  logProbThreshold: 0,
  noSpeechThreshold: 2,
};

let runner: RawRunner;
let undisturbed: Transcript;
let undisturbedClimb: Transcript;
/** Graph nodes of one undisturbed job: the scale on which a moment inside a job is chosen. */
let nodesOfClimb = 0;

async function nodesSoFar(): Promise<number> {
  runner.passOver();
  const beat = await runner.event('heartbeat');
  return beat.nodes[0] ?? 0;
}

beforeAll(async () => {
  runner = new RawRunner();
  await runner.load({ heartbeatMs: 10 });
  undisturbed = await runner.transcribe({ id: 'reference', ...chunk, options: greedy });
  const before = await nodesSoFar();
  undisturbedClimb = await runner.transcribe({ id: 'climb', ...chunk, options: climbing });
  nodesOfClimb = (await nodesSoFar()) - before;
});
afterAll(() => {
  runner.kill();
  scratch.remove();
});

/** Starts a job, cancels it once it has computed that share of its nodes, and waits for its end. */
async function cancelAt(
  id: string,
  options: typeof greedy | typeof climbing,
  share: number,
): Promise<Transcript> {
  const before = await nodesSoFar();
  runner.send({ cmd: 'transcribe', id, ...chunk, options });
  await runner.event('started', id);
  await runner.next(
    (event) => event.ev === 'heartbeat' && (event.nodes[0] ?? 0) >= before + share * nodesOfClimb,
  );
  runner.send({ cmd: 'cancel', id });
  return runner.transcript(id);
}

describe('after a cancelled job, the same state gives what it gives undisturbed', () => {
  // 0.1 is inside the encoder, 0.27 in the first decoding, 0.7 in the attempts with several candidates.
  test.each([0, 0.1, 0.27, 0.7])('cancelled after %d of its work', async (share) => {
    const { done, segments } = await cancelAt(`cut-${share}`, climbing, share);
    expect(done.result).toBe('cancelled');
    expect(segments).toEqual([]); // the only window was not accepted
    const next = await runner.transcribe({ id: `next-${share}`, ...chunk, options: greedy });
    expect(essence(next)).toEqual(essence(undisturbed));
  });

  test('also for a job that climbs the temperature ladder', async () => {
    await cancelAt('cut-climb', climbing, 0.5);
    const next = await runner.transcribe({ id: 'next-climb', ...chunk, options: climbing });
    expect(essence(next)).toEqual(essence(undisturbedClimb));
  });

  test('also for a language detection', async () => {
    await cancelAt('cut-detect', climbing, 0.3);
    runner.send({ cmd: 'detectLanguage', id: 'detect-1', ...chunk });
    const first = await runner.event('language', 'detect-1');
    runner.send({ cmd: 'detectLanguage', id: 'detect-2', ...chunk });
    expect((await runner.event('language', 'detect-2')).probabilities).toEqual(first.probabilities);
  });
});

test('segments of accepted windows stay with a cancelled job', async () => {
  const options = { ...greedy, maxTokens: 5 }; // short windows: the next one begins where the tokens ran out
  const whole = await runner.transcribe({ id: 'whole', ...chunk, options });
  expect(whole.done.windows.length).toBeGreaterThan(1);

  runner.send({ cmd: 'transcribe', id: 'half', ...chunk, options });
  await runner.event('segment', 'half');
  runner.send({ cmd: 'cancel', id: 'half' });
  const half = await runner.transcript('half');
  expect(half.done.result).toBe('cancelled');
  expect(half.segments.length).toBeGreaterThan(0);
  expect(essence(half).segments).toEqual(essence(whole).segments.slice(0, half.segments.length));
});

test('a job can be cancelled twice, and not after its end', async () => {
  runner.send({ cmd: 'transcribe', id: 'twice', ...chunk, options: greedy });
  await runner.event('started', 'twice');
  runner.send({ cmd: 'cancel', id: 'twice' });
  expect((await runner.transcript('twice')).done.result).toBe('cancelled');
  const late = await runner.errorFor({ cmd: 'cancel', id: 'twice' });
  expect(late.code).toBe('unknown-id');
  expect(late.id).toBeUndefined(); // it would read as the end of a new job with this id
});
