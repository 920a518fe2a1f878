import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCliEvents, segmentsOf, textOf } from '../support/cli-events.ts';
import { ffmpeg, fixture } from '../support/make-media.ts';
import { projectRoot, runCli } from '../support/run-cli.ts';
import { asOneLine, ScriptedCli } from '../support/scripted-cli.ts';
import { JFK_WORDS } from '../support/spoken-words.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const cli = new ScriptedCli(folder);
const [talk, other] = [join(folder, 'talk.wav'), join(folder, 'other.wav')];
const [talkText, otherText] = [cli.record(talk), cli.record(other)];
const twoSounds = ['-i', talk, '-i', other];

test.each([
  ['an unknown option', ['transcribe', '--loud', 'a.mp3'], '--loud'],
  ['an unknown option of doctor', ['doctor', '--loud'], '--loud'],
  ['an unknown command', ['listen', 'a.mp3'], 'listen'],
  ['no recording', ['transcribe'], 'file-or-folder'],
  ['an unknown format', ['transcribe', '--format', 'srt,doc', 'a.mp3'], 'txt, srt'],
  ['an unknown language', ['transcribe', '--language', 'xx', 'a.mp3'], 'en'],
  ['an unknown preset', ['transcribe', '--quality', 'best', 'a.mp3'], 'balanced'],
  ['no threads', ['transcribe', '--threads', '0', 'a.mp3'], 'from 1'],
  ['half a thread', ['transcribe', '--threads', '0.5', 'a.mp3'], 'from 1'],
  ['track 0', ['transcribe', '--track', '0', 'a.mp3'], 'from 1'],
])('%s on the command line is refused before anything is done', async (_, args, hint) => {
  const { exitCode, stdout, stderr } = await runCli(args, { cwd: folder });
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toContain(hint);
});

test.each([['--help'], ['--version'], ['transcribe --help']])(
  '%s is answered on standard output',
  async (line) => {
    const { exitCode, stdout, stderr } = await runCli(line.split(' '));
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).not.toBe('');
  },
);

test('--track chooses the audio track, counted from 1', async () => {
  const maps = ['-map', '0:a', '-map', '1:a', '-c:a', 'flac', '-disposition:a:0', 'default'];
  const file = ffmpeg(folder, ...twoSounds, ...maps, 'two-tracks.mkv');
  const texts = [];
  for (const track of [[], ['--track', '1'], ['--track', '2']]) {
    const { stdout } = await cli.run(['transcribe', '--quiet', '-l', 'en', ...track, file]);
    texts.push(asOneLine(stdout));
  }
  expect(texts).toEqual([talkText, talkText, otherText]);
});

test('a track that the file does not have is refused by the number that was given', async () => {
  const { exitCode, stderr } = await runCli(['transcribe', '--track', '2', fixture('jfk.wav')]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/jfk\.wav has 1 audio track; there is no track 2\..*\[track-not-found\]\n$/);
});

/** One voice on the left, another on the right. */
function makeStereo(): string {
  const filter = 'join=inputs=2:channel_layout=stereo:map=0.0-FL|1.0-FR';
  return ffmpeg(folder, ...twoSounds, '-filter_complex', filter, 'stereo.wav');
}

test('--channels split keeps the voices of two channels apart', async () => {
  const file = makeStereo();
  const { stdout } = await cli.run(['transcribe', '--json', '-l', 'en', '--channels', 'split', file]);
  const segments = segmentsOf(parseCliEvents(stdout), file);
  const textOfChannel = (channel: number) =>
    segments.flatMap((segment) => (segment.channel === channel ? [segment.text] : [])).join(' ');
  expect([textOfChannel(0), textOfChannel(1)]).toEqual([talkText, otherText]);
  expect(segments.filter((segment) => segment.channel === null)).toEqual([]);
});

test('--channels split heads the text of each channel', async () => {
  const { stdout } = await cli.run(['transcribe', '-l', 'en', '--channels', 'split', makeStereo()]);
  expect(stdout).toMatch(/^Channel [12]:\n/);
  expect(stdout).toContain('Channel 1:\n');
  expect(stdout).toContain('Channel 2:\n');
});

test('without --channels split no segment belongs to a channel', async () => {
  const file = makeStereo();
  const { stdout } = await cli.run(['transcribe', '--json', '-l', 'en', file]);
  const segments = segmentsOf(parseCliEvents(stdout), file);
  expect(segments.length).toBeGreaterThan(0);
  expect(segments.every((segment) => segment.channel === null)).toBe(true);
});

test('a recording that is reached twice is done once', async () => {
  const args = ['transcribe', '--json', '-l', 'en', 'talk.wav', './talk.wav', talk];
  const { stdout } = await cli.run(args, { cwd: folder });
  const events = parseCliEvents(stdout);
  expect(events.filter((event) => event.type === 'begin')).toHaveLength(1);
  expect(textOf(events, talk)).toBe(talkText);
});

test('npm run transcribe takes relative paths from where the person stands', async () => {
  const stand = join(folder, 'where I stand');
  mkdirSync(stand);
  copyFileSync(fixture('jfk.wav'), join(stand, 'talk.wav'));
  const { exitCode, stdout } = await runCli(['transcribe', '-l', 'en', '--quiet', 'talk.wav'], {
    script: join(projectRoot, 'scripts/earshot.mjs'),
    cwd: projectRoot,
    env: { INIT_CWD: stand },
  });
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(JFK_WORDS)]);
});
