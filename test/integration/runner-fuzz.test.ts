import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RawRunner, Scratch } from '../support/raw-runner.ts';

const scratch = new Scratch();
const pcm = scratch.write('short.pcm', Buffer.alloc(6400));

let runner: RawRunner;
beforeAll(async () => {
  runner = new RawRunner();
  await runner.load();
});
afterAll(() => {
  runner.kill();
  scratch.remove();
});

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    pcm,
    '',
    'en',
    'auto',
    0,
    1,
    -1,
    0.5,
    1e300,
    2 ** 31,
    2 ** 53,
    null,
    true,
    [],
    {},
    '\u0000',
    '../..',
  ),
);

/** Objects that look like commands. `load`, `unload` and `quit` are left out: the runner would rightly do what they say. */
const commandLike = fc
  .record(
    {
      cmd: fc.constantFrom('vad', 'detectLanguage', 'transcribe', 'cancel', 'ping', 'memory', 'Load', ''),
      id: fc.oneof(fc.constantFrom('a', 'b'), value),
      pcm: fc.oneof(fc.constant(pcm), value),
      firstSample: fc.oneof(fc.nat(5000), value),
      sampleCount: fc.oneof(fc.nat(5000), value),
      options: fc.oneof(
        fc.record(
          {
            language: value,
            temperatures: value,
            beamSize: value,
            bestOf: value,
            prompt: value,
            maxTokens: value,
            translate: value,
          },
          { requiredKeys: [] },
        ),
        value,
      ),
    },
    { requiredKeys: [] },
  )
  .map((command) => JSON.stringify(command));

const line = fc.oneof(
  { weight: 3, arbitrary: commandLike },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ' ')) },
  {
    weight: 1,
    arbitrary: fc
      .uint8Array({ maxLength: 200 })
      .map((bytes) => bytes.map((byte) => (byte === 10 ? 32 : byte))),
  },
  // A valid command cut in the middle.
  { weight: 1, arbitrary: fc.tuple(commandLike, fc.nat(200)).map(([text, end]) => text.slice(0, end)) },
);

test('whatever comes in, the runner stays alive, answers, and keeps to the protocol', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 20 }), async (lines) => {
      for (const text of lines) runner.sendLine(text);
      // Real jobs among the lines would take a second each: the two ids that can name one are cancelled.
      for (const id of ['a', 'b']) runner.send({ cmd: 'cancel', id });
      await runner.ping(`round ${round++}`);
    }),
    { numRuns: 300, seed: 20_261_122 },
  );
  expect(runner.events.some((event) => event.ev === 'error')).toBe(true);
}, 60_000);
