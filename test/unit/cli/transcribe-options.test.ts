import { type Command, CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { type TranscribeCliOptions, transcribeCommand } from '../../../src/main/cli/transcribe-options.ts';

type Parsed = { readonly paths: readonly string[]; readonly options: TranscribeCliOptions };

/** What the command is run with, for these arguments. */
async function parse(...args: readonly string[]): Promise<Parsed> {
  let parsed: Parsed | null = null;
  const command = silent(
    transcribeCommand(async (paths, options) => {
      parsed = { paths, options };
    }),
  );
  await command.parseAsync(args, { from: 'user' });
  if (parsed === null) throw new Error('the command was not run');
  return parsed;
}

function silent(command: Command): Command {
  return command.exitOverride().configureOutput({ writeErr: () => {} });
}

async function optionsOf(...args: readonly string[]): Promise<TranscribeCliOptions> {
  return (await parse('talk.mp3', ...args)).options;
}

test('without options, text goes to standard output only and nothing is overwritten', async () => {
  expect(await parse('talk.mp3')).toEqual({
    paths: ['talk.mp3'],
    options: {
      model: 'base',
      language: { mode: 'detected' },
      translate: false,
      prompt: null,
      formats: [],
      outputDir: null,
      quality: 'balanced',
      threads: null,
      device: 'auto',
      track: null,
      channels: 'mix',
      nameTemplate: '{name}',
      overwrite: false,
      again: false,
      keepCopy: false,
      detach: false,
      quiet: false,
      json: false,
      progress: true,
    },
  });
});

test.each<[string[], Partial<TranscribeCliOptions>]>([
  [['--language', 'auto'], { language: { mode: 'detected' } }],
  [['--language', 'per-part'], { language: { mode: 'per-part' } }],
  [['-l', 'yue'], { language: { mode: 'fixed', code: 'yue' } }],
  [['--format', 'srt,vtt'], { formats: ['srt', 'vtt'] }],
  [['-f', 'srt', '-f', 'vtt,srt'], { formats: ['srt', 'vtt'] }],
  [['--output', 'out'], { outputDir: 'out', formats: ['txt'] }],
  [['--output', 'out', '--format', 'srt'], { outputDir: 'out', formats: ['srt'] }],
  [['--track', '1'], { track: 0 }],
  [['--track', '3'], { track: 2 }],
  [['--threads', '256'], { threads: 256 }],
  [['--name', '{date} {name}'], { nameTemplate: '{date} {name}' }],
  [['--again', '--keep-copy', '--detach'], { again: true, keepCopy: true, detach: true }],
  [['--no-progress'], { progress: false }],
  [['--prompt', '--json'], { prompt: '--json', json: false }],
  [
    ['--translate', '--overwrite', '--quiet', '--json'],
    { translate: true, overwrite: true, quiet: true, json: true },
  ],
])('%j is understood', async (args, expected) => {
  expect(await optionsOf(...args)).toMatchObject(expected);
});

test('one call does not leave its formats to the next', async () => {
  await optionsOf('--format', 'srt');
  expect((await optionsOf('--format', 'vtt')).formats).toEqual(['vtt']);
});

test('names that look like options are files behind a double dash', async () => {
  expect((await parse('--', '--json', '-f')).paths).toEqual(['--json', '-f']);
});

test.each([
  [['--language', 'german']],
  [['--language', 'EN']],
  [['--language', '']],
  [['--format', 'doc']],
  [['--format', 'srt,']],
  [['--format', '']],
  [['--quality', 'best']],
  [['--device', 'tpu']],
  [['--channels', 'left']],
  [['--threads', '0']],
  [['--threads', '-1']],
  [['--threads', '1.5']],
  [['--threads', '257']],
  [['--threads', 'NaN']],
  [['--threads', '']],
  [['--track', '0']],
  [['--track', 'two']],
  [['--name', '']],
  [['--name', '{speaker}']],
  [['--name', '../{name}']],
  [['--name', 'x'.repeat(201)]],
  [['--unknown']],
])('%j is refused', async (args) => {
  await expect(optionsOf(...args)).rejects.toBeInstanceOf(CommanderError);
});

test('a command without a recording is refused', async () => {
  await expect(parse()).rejects.toMatchObject({ code: 'commander.missingArgument' });
});
