import { truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type CliEvent, parseCliEvents, textOf } from '../support/cli-events.ts';
import {
  copyAsAnother,
  ffmpeg,
  fixture,
  picture,
  riffChunk,
  wavFile,
  wavFormat,
} from '../support/make-media.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { JFK_WORDS, SONNET_WORDS } from '../support/spoken-words.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const jfk = ['-i', fixture('jfk.wav')];
const BEGINNING = /my fellow Americans/i;
const NOTHING = /^$/;

type Make = (name: string) => void;

/** Recordings that are unusual or damaged, and what they hold nevertheless. */
const ODD: readonly (readonly [name: string, text: RegExp, make: Make])[] = [
  ['50-ms.wav', NOTHING, (name) => ffmpeg(folder, ...jfk, '-t', '0.05', name)],
  ['one-sample.wav', NOTHING, writeSamples(1)],
  ['silence.wav', NOTHING, writeSamples(48_000)],
  ['8-channels.wav', JFK_WORDS, (name) => ffmpeg(folder, ...jfk, '-af', 'pan=7.1|FC=c0', name)],
  ['8-kHz.wav', JFK_WORDS, (name) => ffmpeg(folder, ...jfk, '-ar', '8000', name)],
  ['192-kHz.wav', JFK_WORDS, (name) => ffmpeg(folder, ...jfk, '-ar', '192000', '-c:a', 'pcm_s24le', name)],
  ['float.wav', JFK_WORDS, (name) => ffmpeg(folder, ...jfk, '-c:a', 'pcm_f32le', name)],
  [
    'picture-and-sound.mp4',
    JFK_WORDS,
    (name) => ffmpeg(folder, ...picture(11), ...jfk, '-c:v', 'mpeg4', '-c:a', 'aac', name),
  ],
  ['cut.mp3', BEGINNING, (name) => cut(copyOf('jfk.mp3', name), 40_000)],
  ['cut.wav', BEGINNING, (name) => cut(copyOf('jfk.wav', name), 160_000)],
  [
    'cut.m4a',
    BEGINNING,
    (name) => cut(ffmpeg(folder, ...jfk, '-c:a', 'aac', '-movflags', '+faststart', name), 60_000),
  ],
  ['cut.mp4', SONNET_WORDS, makeCutMp4],
  ['really-mp3.wav', JFK_WORDS, (name) => copyOf('jfk.mp3', name)],
  ['really-wav.mp4', JFK_WORDS, (name) => copyOf('jfk.wav', name)],
  ['no-extension', JFK_WORDS, (name) => copyOf('jfk.mp3', name)],
];

function copyOf(source: string, name: string): string {
  copyAsAnother(fixture(source), join(folder, name));
  return join(folder, name);
}

function cut(file: string, sizeBytes: number): void {
  truncateSync(file, sizeBytes);
}

function makeCutMp4(name: string): void {
  const file = ffmpeg(
    folder,
    '-i',
    fixture('sonnet-clip.mp4'),
    '-c',
    'copy',
    '-movflags',
    '+faststart',
    name,
  );
  cut(file, 68_000);
}

function writeSamples(count: number): Make {
  return (name) =>
    writeFileSync(
      join(folder, name),
      wavFile(riffChunk('fmt ', wavFormat(1, 16_000)), riffChunk('data', Buffer.alloc(count * 2))),
    );
}

let run: CliResult;
let events: CliEvent[];

beforeAll(async () => {
  for (const [name, , make] of ODD) make(name);
  const paths = ODD.map(([name]) => join(folder, name));
  run = await runCli(['transcribe', '--json', '-l', 'en', '--format', 'srt', ...paths]);
  events = parseCliEvents(run.stdout);
});

test.each(ODD)('%s gives what it holds', (name, text) => {
  const file = join(folder, name);
  const end = events.find((event) => event.type === 'end' && event.file === file);
  expect([end?.result, end?.error]).toEqual(['completed', null]);
  expect(textOf(events, file)).toMatch(text);
});

test('recordings without a word are done, not failed', () => {
  expect([run.exitCode, run.stderr, run.leftovers]).toEqual([0, '', []]);
});

test('a recording without a word gives an empty subtitle file', async () => {
  expect(await readFile(join(folder, 'silence.srt'), 'utf8')).toBe('');
});

test.each(['cut.m4a', 'cut.mp4'])('%s is said to be cut off', (name) => {
  const notices = events.filter((event) => event.type === 'notice' && event.file === join(folder, name));
  expect(notices.map((notice) => notice.message)).toEqual([
    expect.stringContaining(`${name} is damaged or cut off`),
  ]);
});
