// A scripted engine for tests: speaks the protocol of whisper-runner and goes wrong on demand. Its one argument is JSON:
//   {"fault": "crash", "times": 1, "journal": "/tmp/…"}
// `times`: how many processes, counted by the journal, have the fault before the healthy ones come.
// `graphics`: what it computes on unless it is told to use the processor; its faults are those of that.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const { fault, times, journal, graphics = 'CPU' } = JSON.parse(process.argv[2]);
const HEARTBEAT_MS = 5;
/** A healthy but slow call, in heartbeats: longer than any limit for hanging in the tests, which count time in heartbeats. */
const SLOW_BEATS = 100;

const isBaseline = process.argv0.endsWith('baseline');
const earlierStarts = existsSync(journal) ? readFileSync(journal, 'utf8').match(/^start/gm).length : 0;
const isFaulty = earlierStarts < times;
note(isBaseline ? 'start baseline' : 'start');

const zeroTimings = {
  queueMs: 0,
  wallMs: 1,
  cpuMs: 1,
  melMs: 0,
  encodeMs: 0,
  decodeMs: 0,
  promptMs: 0,
  sampleMs: 0,
};
let nodes = 0;
let running = null;
let beatsLeft = 0;
let heart = null;

/** What goes wrong, by the moment at which it does. The healthy way is taken where a fault has nothing to say. */
const faults = {
  // at the start
  'no-hello': { hello: fallSilent },
  'other-protocol': { hello: () => hello(2) },
  'crash-at-start': { hello: () => process.exit(1) },
  'illegal-at-start': { hello: () => (isBaseline ? hello(1) : process.exit(72)) },
  'illegal-then-crash': {
    hello: () => (isBaseline ? hello(1) : process.exit(72)),
    call: () => process.exit(1),
  },
  // while loading
  'silent-load': { load: fallSilent },
  'crash-at-load': { load: () => process.exit(1) },
  // in a call
  crash: { call: () => process.exit(1) },
  'crash-after-text': {
    call: ({ id }) => {
      segment(id);
      process.stdout.write('', () => process.exit(1));
    },
  },
  abort: { call: () => process.abort() },
  'no-memory': {
    call: () =>
      process.stderr.write('ggml_aligned_malloc: failed to allocate 812 MB\n', () => process.abort()),
  },
  'killed-from-outside': { call: () => process.kill(process.pid, 'SIGKILL') },
  illegal: { call: () => process.exit(72) },
  'memory-limit': { call: () => process.exit(71) },
  silence: { call: fallSilent },
  standstill: { call: ({ id }) => begin(id), beat: () => {} },
  garbage: { call: () => process.stdout.write('Segmentation fault?\n') },
  'half-a-line': { call: () => process.stdout.write('{"ev":"done"', () => process.exit(1)) },
  'endless-line': { call: () => writeEndlessly() },
  'unknown-event': { call: ({ id }) => send({ ev: 'surprise', id }) },
  'other-answer': { call: ({ id }) => answerVad(id) },
  refusal: { call: ({ id }) => send({ ev: 'error', code: 'engine-failed', message: 'no', id }) },
  'unread-command': { call: () => send({ ev: 'error', code: 'invalid-utf8', message: 'what?' }) },
  // between two calls
  'crash-when-idle': { afterVad: () => process.stdout.write('', () => process.exit(1)) },
  // not a fault: only takes long
  slow: { call: ({ id }) => begin(id, SLOW_BEATS) },
  // when it is told to stop
  deaf: { call: ({ id }) => begin(id, Number.POSITIVE_INFINITY), cancel: () => {}, quit: () => {} },
  obedient: { call: ({ id }) => begin(id, Number.POSITIVE_INFINITY) },
};

let script = (isFaulty && faults[fault]) || (isFaulty && refusedModel(fault)) || {};

/** Says nothing more, and tells those who listen beside the protocol. */
function fallSilent() {
  clearInterval(heart);
  process.stderr.write('silent\n');
}

/** `model:<code>` refuses to load with that code of the protocol. */
function refusedModel(name) {
  const code = /^model:(.+)$/.exec(name)?.[1];
  return code && { load: () => send({ ev: 'error', code, message: 'refused' }) };
}

(script.hello ?? (() => hello(1)))();
createInterface({ input: process.stdin })
  .on('line', (line) => obey(JSON.parse(line)))
  .on('close', () => {
    note('stdin closed');
    if (script.quit === undefined) process.exit(0);
  });
// One that does not react lives on without its input.
if (script.quit !== undefined) setInterval(() => {}, 1000);

function obey(command) {
  switch (command.cmd) {
    case 'load':
      if (graphics !== 'CPU' && command.device === 'cpu') script = {};
      (script.load ?? load)(command);
      break;
    case 'vad':
      answerVad(command.id);
      script.afterVad?.();
      break;
    case 'transcribe':
      (script.call ?? answerCall)(command);
      break;
    case 'cancel':
      note('cancel');
      (script.cancel ?? cancel)(command);
      break;
    case 'quit':
      note('quit');
      (script.quit ?? (() => process.exit(0)))();
      break;
  }
}

function hello(protocol) {
  send({ ev: 'hello', protocol, engine: 'fake', variant: 'fake', pid: process.pid, cpuFeatures: [] });
}

function load({ device }) {
  const model = { type: 'base', weights: 'q8_0', multilingual: true, languages: 99 };
  send({
    ev: 'ready',
    loadMs: 1,
    variant: 'fake',
    backend: device === 'cpu' ? 'CPU' : graphics,
    devices: [],
    states: 1,
    threads: 1,
    model,
  });
  heart = setInterval(beat, HEARTBEAT_MS);
}

function beat() {
  (script.beat ?? work)();
  send({ ev: 'heartbeat', nodes: [nodes], vadNodes: 0, running: [running], rssBytes: 1000 });
}

function work() {
  if (running === null) return;
  nodes += 1;
  beatsLeft -= 1;
  if (beatsLeft <= 0) answerCall({ id: running });
}

function begin(id, beats = 0) {
  running = id;
  beatsLeft = beats;
  send({ ev: 'started', id, state: 0 });
}

function cancel({ id }) {
  running = null;
  done(id, 'cancelled');
}

function answerCall({ id }) {
  running = null;
  segment(id);
  done(id, 'completed');
}

function answerVad(id) {
  send({ ev: 'vad', id, windowSamples: 512, probabilities: [1], levelsDb: [-20], wallMs: 1 });
}

function segment(id) {
  const scores = { temperature: 0, noSpeechProbability: 0, averageLogProbability: -0.1 };
  send({ ev: 'segment', id, index: 0, startMs: 0, endMs: 1000, text: ' hello', ...scores, tokens: [] });
}

function done(id, result) {
  const counts = { tokenCount: 1, encodeCount: 1, peakRssBytes: 2000 };
  const language = { language: 'en', languageProbability: null };
  send({ ev: 'done', id, result, ...language, windows: [], discarded: [], timings: zeroTimings, ...counts });
}

function writeEndlessly() {
  clearInterval(heart);
  const text = 'x'.repeat(1 << 20);
  const more = () => process.stdout.write(text, more);
  more();
}

function send(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function note(line) {
  appendFileSync(journal, `${line}\n`);
}
