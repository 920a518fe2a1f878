// A scripted engine that stands where whisper-runner stands, so that the built program can be run with it: speaks the
// whole protocol, listens and transcribes by `fault-text.mjs`, and goes wrong where `control.json` beside it says so:
//   {"callMs": 20, "rules": [{"fault": "exit", "code": 9, "on": "call", "recording": 3, "part": 1, "times": 2}]}
// What it does is written down in `journal` beside it, one JSON object a line; `times` counts over all processes by that.
import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { textOfSound } from './fault-text.mjs';

const folder = dirname(process.argv[1] ?? '');
const journalFile = join(folder, 'journal');
const SAMPLES_PER_MS = 16;
const WINDOW_SAMPLES = 512;
const NO_FAULT = { fault: 'none' };

/** Jobs at work by id, with what ends them. */
const jobs = new Map();
/** The job of each state, or null. */
let states = [null];
const waiting = [];
let nodes = [0];
let memoryLimitBytes = Number.POSITIVE_INFINITY;
let heart = null;
/** Nothing is computed any more, and the heartbeats say so. */
let isFrozen = false;
/** Lives on whatever it is told, also when its owner is gone. */
let isDeaf = false;

serve();

function serve() {
  note({ ev: 'start' });
  const rule = ruleFor('hello', {});
  if (rule.fault !== 'none') {
    misbehave(rule, null);
    return;
  }
  send({
    ev: 'hello',
    protocol: 1,
    engine: 'scripted',
    variant: 'scripted',
    pid: process.pid,
    cpuFeatures: [],
  });
  createInterface({ input: process.stdin })
    .on('line', (line) => obey(JSON.parse(line)))
    .on('close', () => {
      if (!isDeaf) process.exit(0);
    });
}

function obey(command) {
  switch (command.cmd) {
    case 'load':
      return load(command);
    case 'vad':
      return listen(command);
    case 'transcribe':
      waiting.push(command);
      return startWaiting();
    case 'cancel':
      return cancel(command.id);
    case 'ping':
      return send({ ev: 'pong', ...(command.id === undefined ? {} : { id: command.id }) });
    case 'quit':
      if (isDeaf) return undefined;
      send({ ev: 'bye' });
      return process.exit(0);
    default:
      return send({ ev: 'error', code: 'unknown-command', message: command.cmd });
  }
}

function load(command) {
  const rule = ruleFor('load', {});
  if (rule.fault !== 'none') return misbehave(rule, null);
  states = Array.from({ length: command.states }, () => null);
  nodes = states.map(() => 0);
  memoryLimitBytes = command.memoryLimitBytes ?? memoryLimitBytes;
  const model = { type: 'base', weights: 'q8_0', multilingual: true, languages: 99 };
  const size = { states: command.states, threads: command.threads };
  send({ ev: 'ready', loadMs: 1, variant: 'scripted', backend: 'CPU', devices: [], ...size, model });
  // Twenty times a beat, as graph nodes come; the beat itself as often as was asked.
  const every = Math.max(10, Math.min(command.heartbeatMs, 1000));
  heart = setInterval(beat, every);
  return undefined;
}

function beat() {
  if (!isFrozen) nodes = nodes.map((count, state) => (states[state] === null ? count : count + 1));
  send({ ev: 'heartbeat', nodes, vadNodes: 0, running: states, rssBytes: process.memoryUsage.rss() });
}

function listen(command) {
  const rule = ruleFor('vad', {});
  if (rule.fault !== 'none') return misbehave(rule, command);
  const pcm = readPcm(command);
  const probabilities = [];
  const levelsDb = [];
  for (let at = 0; at < command.sampleCount; at += WINDOW_SAMPLES) {
    const window = pcm.subarray(at * 2, (at + WINDOW_SAMPLES) * 2);
    const isLoud = window.some((byte) => byte !== 0);
    probabilities.push(isLoud ? 1 : 0);
    levelsDb.push(isLoud ? -20 : -100);
  }
  return send({
    ev: 'vad',
    id: command.id,
    windowSamples: WINDOW_SAMPLES,
    probabilities,
    levelsDb,
    wallMs: 1,
  });
}

function startWaiting() {
  const state = states.indexOf(null);
  if (state < 0) return;
  const command = waiting.shift();
  if (command === undefined) return;
  states[state] = command.id;
  send({ ev: 'started', id: command.id, state });
  const pcm = readPcm(command);
  const text = textOfSound(pcm, command.firstSample);
  const place = { recording: text.recording, part: text.part, firstSample: command.firstSample };
  note({ ev: 'call', ...place });
  const rule = ruleFor('call', text);
  const job = { command, state, place, timer: null };
  jobs.set(command.id, job);
  if (rule.fault === 'none') answerAfter(job, control().callMs ?? 20);
  else misbehave(rule, command);
}

function answerAfter(job, ms) {
  job.timer = setTimeout(() => answer(job), ms);
}

function answer(job) {
  const { command, place } = job;
  end(job);
  segments(command);
  done(command, 'completed');
  note({ ev: 'answered', ...place });
  startWaiting();
}

function end(job) {
  clearTimeout(job.timer);
  jobs.delete(job.command.id);
  states[job.state] = null;
}

function cancel(id) {
  const queued = waiting.findIndex((command) => command.id === id);
  if (queued >= 0) return done(waiting.splice(queued, 1)[0], 'cancelled');
  const job = jobs.get(id);
  if (job === undefined) return send({ ev: 'error', code: 'unknown-id', message: id, id });
  if (isDeaf) return undefined;
  // Ignores the wish and answers all the same, when nobody waits for it any more.
  if (job.isLate) return setTimeout(() => answer(job), 150);
  end(job);
  done(job.command, 'cancelled');
  return startWaiting();
}

function segments(command, id = command.id) {
  const text = textOfSound(readPcm(command), command.firstSample);
  const lengthMs = Math.floor(command.sampleCount / SAMPLES_PER_MS);
  const middleMs = Math.floor(lengthMs / 2);
  const scores = { temperature: 0, noSpeechProbability: 0, averageLogProbability: -0.1 };
  const spans = [
    [0, middleMs],
    [middleMs, lengthMs],
  ];
  for (const [index, phrase] of text.phrases.entries()) {
    const [startMs, endMs] = spans[index];
    const tokens = tokensOf(phrase, startMs, endMs, index);
    send({ ev: 'segment', id, index, startMs, endMs, text: ` ${phrase}`, ...scores, tokens });
  }
}

function tokensOf(phrase, startMs, endMs, index) {
  const words = phrase.split(' ');
  const eachMs = Math.floor((endMs - startMs) / words.length);
  return words.map((word, place) => ({
    ids: [1000 + index * 100 + place],
    text: ` ${word}`,
    startMs: startMs + place * eachMs,
    endMs: startMs + (place + 1) * eachMs,
    probability: 0.9,
  }));
}

function done(command, result, id = command.id) {
  const zeros = { queueMs: 0, cpuMs: 1, melMs: 0, encodeMs: 0, decodeMs: 0, promptMs: 0, sampleMs: 0 };
  const heard = command.options?.language === 'auto';
  send({
    ev: 'done',
    id,
    result,
    language: heard ? 'en' : (command.options?.language ?? null),
    languageProbability: heard ? 0.99 : null,
    windows: [],
    discarded: [],
    timings: { ...zeros, wallMs: control().callMs ?? 20 },
    tokenCount: 5,
    encodeCount: 1,
    peakRssBytes: 1000,
  });
}

/** Every way to go wrong. `command` is null where there is no call to answer. */
function misbehave(rule, command) {
  const job = command === null ? null : jobs.get(command.id);
  switch (rule.fault) {
    case 'exit':
      return process.exit(rule.code ?? 9);
    case 'signal':
      return process.kill(process.pid, rule.signal ?? 'SIGSEGV');
    case 'slow':
      return answerAfter(job, rule.ms ?? 3000);
    case 'hang':
      // Heartbeats go on, and nothing is computed.
      isFrozen = true;
      return undefined;
    case 'deaf':
      process.on('SIGTERM', () => {});
      isDeaf = true;
      isFrozen = true;
      return setInterval(() => {}, 1000);
    case 'silent':
      clearInterval(heart);
      return setInterval(() => {}, 1000);
    case 'busy-loop':
      for (;;);
    case 'eat':
      return eatMemory();
    case 'flood': {
      const line = `${JSON.stringify({ ev: 'memory', rssBytes: 1, peakRssBytes: 1, limitBytes: null })}\n`;
      for (let left = rule.lines ?? 500_000; left > 0; left -= 100) {
        writeOut(line.repeat(100));
        // It computes meanwhile: a flood alone is no standstill.
        if (left % 5000 === 0) beat();
      }
      return answerAfter(job, 1);
    }
    case 'garbage':
      return writeOut('Segmentation fault?\n');
    case 'half-line':
      writeOut('{"ev":"done","id":');
      return process.exit(0);
    case 'duplicate':
      segments(command);
      segments(command);
      done(command, 'completed');
      end(job);
      done(command, 'completed');
      return startWaiting();
    case 'late':
      job.isLate = true;
      return undefined;
    case 'wrong-id':
      // The answer to a call that nobody made, then the right one.
      segments(command, 'nobody');
      done(command, 'completed', 'nobody');
      return answerAfter(job, 1);
    case 'close-stdout':
      closeSync(1);
      return undefined;
    default:
      throw new Error(`unknown fault ${rule.fault}`);
  }
}

/** As the real runner does: it measures itself, and ends with a code of its own above its limit. */
function eatMemory() {
  const eaten = [];
  const limit = Math.min(memoryLimitBytes, 256 * 1024 * 1024);
  for (let bytes = 0; bytes < limit; bytes += 16 * 1024 * 1024) eaten.push(Buffer.alloc(16 * 1024 * 1024, 1));
  process.exit(eaten.length > 0 ? 71 : 0);
}

function ruleFor(moment, { recording, part }) {
  const { rules = [] } = control();
  for (const [index, rule] of rules.entries()) {
    if ((rule.on ?? 'call') !== moment) continue;
    if (rule.recording !== undefined && rule.recording !== recording) continue;
    if (rule.part !== undefined && rule.part !== part) continue;
    const key = rule.key ?? String(index);
    if (rule.times !== undefined && timesOf(key) >= rule.times) continue;
    note({ ev: 'fault', key, fault: rule.fault, recording, part });
    return rule;
  }
  return NO_FAULT;
}

function timesOf(key) {
  if (!existsSync(journalFile)) return 0;
  const lines = readFileSync(journalFile, 'utf8').split('\n');
  return lines.filter(
    (line) => line.includes('"ev":"fault"') && line.includes(`"key":${JSON.stringify(key)}`),
  ).length;
}

function control() {
  const file = join(folder, 'control.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function readPcm({ pcm, firstSample, sampleCount }) {
  const file = openSync(pcm, 'r');
  const bytes = Buffer.alloc(sampleCount * 2);
  const count = readSync(file, bytes, 0, bytes.length, firstSample * 2);
  const { size } = fstatSync(file);
  closeSync(file);
  if (count !== bytes.length)
    throw new Error(`${pcm} has ${size} bytes, asked for ${firstSample} + ${sampleCount}`);
  return bytes;
}

function send(event) {
  writeOut(`${JSON.stringify(event)}\n`);
}

/** At once and whole: what was said before a crash has been said. */
function writeOut(text) {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(1, bytes, from);
    } catch (error) {
      const isUnheard = error.code === 'EPIPE' || error.code === 'EBADF';
      if (isUnheard && isDeaf) return;
      if (isUnheard) process.exit(74);
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

function note(entry) {
  appendFileSync(
    journalFile,
    `${JSON.stringify({ ...entry, pid: process.pid, parent: process.ppid, atMs: Date.now() })}\n`,
  );
}
