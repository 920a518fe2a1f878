import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunnerErrorCode, runnerErrorCodes } from '../../src/main/core/engine/runner-events.ts';
import {
  RUNNER_PROTOCOL,
  RunnerExitCode,
  runnerProbeSchema,
} from '../../src/main/core/engine/runner-protocol.ts';
import {
  essence,
  RawRunner,
  runnerExecutable,
  Scratch,
  type Transcript,
  vadModel,
  wavSamples,
  whisperModel,
} from '../support/raw-runner.ts';

const scratch = new Scratch();
const speech = wavSamples('jfk.wav');
const samples = speech.length / 2;
const pcm = scratch.write('jfk.pcm', speech);
const tooLong = scratch.write('31-seconds.pcm', Buffer.alloc(31 * 32_000));
const whole = { pcm, firstSample: 0, sampleCount: samples };
const options = { language: 'en' };

/** As much time as three tests would have had. */
const JOBS_LIMIT_MS = 180_000;

let runner: RawRunner;
/** Jobs that many tests look at: each costs a second, however little it hears. */
let plain: Transcript;
let tiny: Transcript;
let third: Transcript;

beforeAll(async () => {
  runner = new RawRunner();
  await runner.load({ states: 2, heartbeatMs: 100 });
  runner.send({ cmd: 'transcribe', id: 'plain', ...whole, options });
  runner.send({ cmd: 'transcribe', id: 'tiny', ...whole, sampleCount: 160, options });
  runner.send({ cmd: 'transcribe', id: 'third', ...whole, options });
  runner.send({ cmd: 'cancel', id: 'third' });
  third = await runner.transcript('third');
  tiny = await runner.transcript('tiny');
  plain = await runner.transcript('plain');
}, JOBS_LIMIT_MS);
afterAll(() => {
  runner.kill();
  scratch.remove();
});

describe('what a runner says about itself', () => {
  test('it greets with its protocol before anything else', () => {
    expect(runner.events[0]).toMatchObject({ ev: 'hello', protocol: RUNNER_PROTOCOL, pid: runner.pid });
  });

  test('--probe names the variants that this CPU runs, and the baseline is one of them', () => {
    const probe = runnerProbeSchema.parse(
      JSON.parse(execFileSync(runnerExecutable(), ['--probe'], { encoding: 'utf8' })),
    );
    expect(probe.supported.at(-1)).toBe('baseline');
    expect(probe.supported).toContain(probe.variant);
  });

  test('--version is one line', () => {
    expect(execFileSync(runnerExecutable(), ['--version'], { encoding: 'utf8' })).toMatch(
      /^whisper-runner .+\n$/,
    );
  });

  test('ready describes the model and the back end that runs it', () => {
    expect(runner.events.find((event) => event.ev === 'ready')).toMatchObject({
      states: 2,
      threads: 1,
      backend: 'CPU',
      model: { type: 'base', weights: 'q8_0', multilingual: true, languages: 99 },
    });
  });

  test('memory tells what is used and what is allowed', async () => {
    runner.send({ cmd: 'memory' });
    const memory = await runner.event('memory');
    expect(memory.limitBytes).toBeNull();
    expect(memory.rssBytes).toBeGreaterThan(50e6);
    expect(memory.peakRssBytes).toBeGreaterThan(50e6);
  });
});

describe('transcribe', () => {
  test('turns a chunk into segments with word times inside the chunk', () => {
    const { segments, done } = plain;
    expect(segments.map((segment) => segment.text).join('')).toMatch(
      /ask not what your country can do for you/,
    );
    expect(done).toMatchObject({ result: 'completed', language: 'en', discarded: [] });
    let earliest = 0;
    for (const segment of segments) {
      expect(segment.tokens.map((token) => token.text).join('')).toBe(segment.text);
      expect(segment.endMs).toBeLessThanOrEqual((samples * 1000) / 16_000);
      for (const token of segment.tokens) {
        expect(token.startMs).toBeGreaterThanOrEqual(earliest);
        expect(token.endMs).toBeGreaterThanOrEqual(token.startMs);
        earliest = token.endMs;
      }
      expect(earliest).toBeLessThanOrEqual(segment.endMs);
    }
  });

  test('announces the state that runs the job first', () => {
    const events = runner.events.filter((event) => 'id' in event && event.id === 'plain');
    expect(events.map((event) => event.ev)).toEqual([
      'started',
      ...events.slice(1, -1).map(() => 'segment'),
      'done',
    ]);
  });

  test('"auto" detects the language without a second encoder pass, and gives the text of that language', async () => {
    const auto = await runner.transcribe({ id: 'auto', ...whole, options: { language: 'auto' } });
    expect(auto.done).toMatchObject({ language: 'en', encodeCount: auto.done.windows.length });
    expect(essence(auto)).toEqual(essence(plain));
  });

  test('a chunk of a few samples gives no time beyond its end', () => {
    const { segments, done } = tiny;
    expect(done.result).toBe('completed');
    for (const segment of segments) expect(segment.endMs).toBeLessThanOrEqual(10);
  });

  test('reports each temperature that it tried', async () => {
    const { done } = await runner.transcribe({
      id: 'ladder',
      ...whole,
      options: {
        language: 'en',
        temperatures: [0, 0.4],
        bestOf: 2,
        logProbThreshold: 0,
        noSpeechThreshold: 2,
      },
    });
    expect(done.windows[0]?.attempts).toMatchObject([
      { temperature: 0, rejected: 'log-probability' },
      { temperature: 0.4, rejected: 'log-probability' },
    ]);
    expect(done.encodeCount).toBe(1);
  });

  test('text that counts as silence is not lost but discarded, and its window is not tried again', async () => {
    const { segments, done } = await runner.transcribe({
      id: 'silence',
      ...whole,
      options: { language: 'en', logProbThreshold: 0, noSpeechThreshold: 0 },
    });
    expect(segments).toEqual([]);
    expect(done.discarded[0]).toMatchObject({ reason: 'no-speech' });
    expect(done.discarded[0]?.text).toMatch(/country/);
    expect(done.windows.map((window) => window.attempts.length)).toEqual([1]);
  });

  test('a prompt reaches the decoder', async () => {
    const prompt =
      'MY FELLOW AMERICANS, ASK NOT WHAT YOUR COUNTRY CAN DO. THE TEXT IS ALL IN CAPITAL LETTERS.';
    const primed = await runner.transcribe({ id: 'prompt', ...whole, options: { language: 'en', prompt } });
    const capitals = (transcript: Transcript) =>
      transcript.segments.map((segment) => segment.text.replace(/[^A-Z]/g, '')).join('').length;
    expect(capitals(primed)).toBeGreaterThan(capitals(plain));
  });
});

test('beams give way to sampling above temperature 0', async () => {
  const hot = { language: 'en', temperatures: [0.4], bestOf: 2 };
  const sampled = await runner.transcribe({ id: 'sampled', ...whole, options: hot });
  const beams = await runner.transcribe({ id: 'beams', ...whole, options: { ...hot, beamSize: 3 } });
  expect(essence(beams)).toEqual(essence(sampled));
});

describe('voice activity', () => {
  test('has one probability and one level for each 512 samples', async () => {
    runner.send({ cmd: 'vad', id: 'vad', ...whole });
    const vad = await runner.event('vad', 'vad');
    expect(vad.probabilities).toHaveLength(Math.ceil(samples / 512));
    expect(vad.levelsDb).toHaveLength(vad.probabilities.length);
    expect(Math.max(...vad.probabilities)).toBeGreaterThan(0.9);
  });

  test('entry i depends on the samples before 512 (i + 1) only, and starts afresh in each call', async () => {
    runner.send({ cmd: 'vad', id: 'all', ...whole });
    const all = await runner.event('vad', 'all');
    runner.send({ cmd: 'vad', id: 'part', ...whole, sampleCount: 100 * 512 });
    const part = await runner.event('vad');
    expect(part.probabilities).toEqual(all.probabilities.slice(0, 100));
  });

  test('speech that begins at sample 512 k is heard in entry k', async () => {
    const lead = 64;
    const file = scratch.write(
      'late.pcm',
      Buffer.concat([Buffer.alloc(lead * 1024), speech.subarray(32_000)]),
    );
    runner.send({ cmd: 'vad', id: 'late', pcm: file, firstSample: 0, sampleCount: lead * 512 + 16_000 });
    const vad = await runner.event('vad');
    expect(vad.levelsDb.slice(0, lead)).toEqual(Array.from({ length: lead }, () => -100));
    expect(vad.levelsDb[lead]).toBeGreaterThan(-100);
    expect(Math.max(...vad.probabilities.slice(0, lead))).toBeLessThan(0.5);
    expect(Math.max(...vad.probabilities.slice(lead))).toBeGreaterThan(0.5);
  });
});

test('detectLanguage gives the languages that come into question', async () => {
  runner.send({ cmd: 'detectLanguage', id: 'language', ...whole });
  const answer = await runner.event('language');
  expect(answer.language).toBe('en');
  expect(answer.probabilities['en']).toBe(answer.probability);
});

test('the heartbeat shows which jobs run and that they move', () => {
  const started = runner.events.find((event) => event.ev === 'started' && event.id === 'plain');
  const state = started?.ev === 'started' ? started.state : -1;
  const beats = runner.events.flatMap((event) =>
    event.ev === 'heartbeat' && event.running[state] === 'plain' ? [event.nodes] : [],
  );
  for (const nodes of beats) expect(nodes).toHaveLength(2);
  const counts = beats.map((nodes) => nodes[state] ?? 0).filter((count) => count > 0);
  expect(Math.max(...counts)).toBeGreaterThan(Math.min(...counts));
  expect(counts).toEqual(counts.toSorted((x, y) => x - y));
  expect(plain.done.result).toBe('completed');
});

test('jobs beyond the number of states wait, and can be cancelled there', () => {
  expect(third.done).toMatchObject({ result: 'cancelled', windows: [], encodeCount: 0 });
  expect(plain.done.result).toBe('completed');
  expect(tiny.done.result).toBe('completed');
  expect(runner.events.some((event) => event.ev === 'started' && event.id === 'third')).toBe(false);
});

test('voice activity and language detection can be cancelled', async () => {
  const hours = scratch.write('long.pcm', Buffer.alloc(600 * 32_000));
  runner.send({ cmd: 'vad', id: 'long', pcm: hours, firstSample: 0, sampleCount: 600 * 16_000 });
  runner.send({ cmd: 'detectLanguage', id: 'which', ...whole });
  runner.send({ cmd: 'cancel', id: 'long' });
  runner.send({ cmd: 'cancel', id: 'which' });
  expect((await runner.transcript('long')).done.result).toBe('cancelled');
  expect((await runner.transcript('which')).done.result).toBe('cancelled');
});

describe('errors', () => {
  const seen = new Set<RunnerErrorCode>();
  const line = (fields: Record<string, unknown>) => ({
    cmd: 'transcribe',
    id: 'e',
    ...whole,
    options,
    ...fields,
  });

  test.each<[RunnerErrorCode, string, unknown]>([
    ['bad-json', 'half an object', '{"cmd":'],
    ['bad-json', 'a list', '[]'],
    ['invalid-utf8', 'a broken character', Buffer.from('{"cmd":"ping","id":"\xff"}', 'latin1')],
    ['line-too-long', '2 MiB', 'x'.repeat(2 << 20)],
    ['unknown-command', 'no such command', { cmd: 'dance' }],
    ['unknown-command', 'no command', {}],
    ['bad-argument', 'no id', { ...line({}), id: undefined }],
    ['bad-argument', 'no language', line({ options: {} })],
    ['bad-argument', 'an unknown language', line({ options: { language: 'xx' } })],
    ['bad-argument', 'a language that only newer models know', line({ options: { language: 'yue' } })],
    ['bad-argument', 'a temperature next to 0', line({ options: { language: 'en', temperatures: [0.001] } })],
    ['bad-argument', 'a negative sample', line({ firstSample: -1 })],
    ['bad-argument', 'a beam that is too wide', line({ options: { language: 'en', beamSize: 9 } })],
    ['unknown-id', 'nothing to cancel', { cmd: 'cancel', id: 'nobody' }],
    ['pcm-not-found', 'a missing file', line({ pcm: `${pcm}.missing` })],
    ['pcm-not-found', 'a folder', line({ pcm: scratch.dir })],
    ['pcm-range', 'more samples than there are', line({ sampleCount: samples + 1 })],
    ['pcm-range', 'a start beyond the end', line({ firstSample: samples + 1, sampleCount: 1 })],
    ['pcm-empty', 'no samples', line({ sampleCount: 0 })],
    ['chunk-too-long', '31 s', line({ pcm: tooLong, sampleCount: 31 * 16_000 })],
  ])('%s: %s', async (code, _case, command) => {
    const error = await runner.errorFor(command);
    seen.add(error.code);
    expect(error.code).toBe(code);
    await runner.ping('alive');
  });

  test('duplicate-id and busy, while a job runs', async () => {
    runner.send({ cmd: 'transcribe', id: 'twice', ...whole, options });
    for (const [code, command] of [
      ['duplicate-id', { cmd: 'vad', id: 'twice', ...whole }],
      ['bad-argument', { cmd: 'vad', id: 'twice' }],
      ['busy', { cmd: 'unload' }],
      ['busy', { cmd: 'load', model: { path: whisperModel }, states: 1, threads: 1 }],
    ] as const) {
      const error = await runner.errorFor(command);
      seen.add(error.code);
      expect(error.code).toBe(code);
      expect(error.id).toBeUndefined(); // it would read as the end of the running job
    }
    expect((await runner.transcript('twice')).done.result).toBe('completed');
  });

  test('what goes wrong around loading', async () => {
    const fresh = new RawRunner();
    const load = (model: unknown, more = {}) => ({ cmd: 'load', model, states: 1, threads: 1, ...more });
    for (const [code, command] of [
      ['not-loaded', { cmd: 'unload' }],
      ['not-loaded', line({})],
      ['model-not-found', load({ path: `${whisperModel}.missing` })],
      ['model-size', load({ path: whisperModel, sizeBytes: 17 })],
      ['model-hash', load({ path: whisperModel, sha256: '0'.repeat(64) })],
      ['model-format', load({ path: vadModel })],
      ['device-unavailable', load({ path: whisperModel }, { device: 'gpu' })],
    ] as const) {
      const error = await fresh.errorFor(command);
      seen.add(error.code);
      expect(error.code).toBe(code);
    }
    fresh.send({ cmd: 'load', model: { path: whisperModel }, states: 1, threads: 1, memoryLimitBytes: 1 });
    const last = await fresh.event('error');
    seen.add(last.code);
    expect(last.code).toBe('memory-limit');
    expect(await fresh.exited()).toBe(RunnerExitCode.memoryLimit);
  });

  test('every code was provoked, but for those that need a defect', () => {
    const defects: RunnerErrorCode[] = ['model-load', 'engine-failed', 'internal'];
    expect([...seen, ...defects].toSorted()).toEqual([...runnerErrorCodes].toSorted());
  });
});

describe('the life of the process', () => {
  test('a model can be unloaded and loaded again', async () => {
    const fresh = new RawRunner();
    await fresh.load();
    fresh.send({ cmd: 'unload' });
    await fresh.event('unloaded');
    expect((await fresh.errorFor({ cmd: 'vad', id: 'v', ...whole })).code).toBe('not-loaded');
    expect((await fresh.load({ vadModel: null })).states).toBe(1);
    expect((await fresh.errorFor({ cmd: 'vad', id: 'v', ...whole })).code).toBe('not-loaded');
    expect(await fresh.quit()).toBe(RunnerExitCode.ok);
    expect(fresh.events.at(-1)).toEqual({ ev: 'bye' });
  });

  test('it answers while it loads', async () => {
    const fresh = new RawRunner();
    fresh.send({ cmd: 'load', model: { path: whisperModel }, states: 4, threads: 1 });
    await fresh.ping('meanwhile');
    expect(fresh.events.some((event) => event.ev === 'ready')).toBe(false);
    await fresh.event('ready');
    fresh.kill();
  });

  test('quit ends running work: each job gets its last event before bye', async () => {
    const fresh = new RawRunner();
    await fresh.load();
    for (const id of ['running', 'waiting']) fresh.send({ cmd: 'transcribe', id, ...whole, options });
    await fresh.event('started');
    expect(await fresh.quit()).toBe(RunnerExitCode.ok);
    const ends = fresh.events.filter((event) => event.ev === 'done');
    expect(ends.map((event) => [event.id, event.result])).toEqual(
      expect.arrayContaining([
        ['running', 'cancelled'],
        ['waiting', 'cancelled'],
      ]),
    );
    expect(fresh.events.at(-1)).toEqual({ ev: 'bye' });
  });

  test.each(['idle', 'loading', 'working'])('it ends when stdin closes (%s)', async (phase) => {
    const fresh = new RawRunner();
    await fresh.event('hello');
    if (phase === 'loading')
      fresh.send({ cmd: 'load', model: { path: whisperModel }, states: 8, threads: 1 });
    if (phase === 'working') {
      await fresh.load();
      fresh.send({ cmd: 'transcribe', id: 'orphan', ...whole, options });
      await fresh.event('started');
    }
    fresh.closeStdin();
    expect(await fresh.exited()).toBe(RunnerExitCode.ok);
    expect(fresh.events.some((event) => event.ev === 'done')).toBe(false);
  });

  test('an unknown argument is refused', () => {
    expect(() => execFileSync(runnerExecutable(), ['--dance'], { stdio: 'pipe' })).toThrowError(
      expect.objectContaining({ status: RunnerExitCode.badUsage }),
    );
  });
});
