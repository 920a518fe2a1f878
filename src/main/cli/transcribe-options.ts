import { Command, Option } from 'commander';
import {
  DEVICES,
  type Device,
  EXPORT_FORMATS,
  type ExportFormat,
  type LanguageChoice,
  NO_EXPORT,
  QUALITIES,
  type Quality,
} from '../../shared/job-options.ts';
import {
  collectFormats,
  parseCount,
  parseLanguage,
  parseNameTemplate,
  parsePrompt,
} from './option-parsers.ts';

/** The options of `earshot transcribe` after validation. */
export type TranscribeCliOptions = {
  readonly model: string;
  readonly language: LanguageChoice;
  readonly translate: boolean;
  readonly prompt: string | null;
  readonly formats: readonly ExportFormat[];
  readonly outputDir: string | null;
  readonly quality: Quality;
  readonly threads: number | null;
  readonly device: Device;
  readonly track: number | null;
  readonly channels: 'mix' | 'split';
  readonly nameTemplate: string;
  readonly overwrite: boolean;
  /** Transcribes again although the same text is there. */
  readonly again: boolean;
  readonly keepCopy: boolean;
  /** Leaves the recordings to the queue instead of waiting for them. */
  readonly detach: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly progress: boolean;
};

type RawOptions = {
  model: string;
  language: LanguageChoice;
  translate?: true;
  prompt?: string;
  format: ExportFormat[];
  output?: string;
  quality: Quality;
  threads?: number;
  device: Device;
  track?: number;
  channels: 'mix' | 'split';
  name: string;
  overwrite?: true;
  again?: true;
  keepCopy?: true;
  detach?: true;
  quiet?: true;
  json?: true;
  progress: boolean;
};

/** Declares `transcribe` with all its options. */
export function transcribeCommand(
  run: (paths: string[], options: TranscribeCliOptions) => Promise<void>,
): Command {
  return new Command('transcribe')
    .description('Turn recordings into text. Nothing leaves this computer.')
    .argument(
      '<file-or-folder...>',
      'audio or video files, or folders of them (searched with all sub-folders)',
    )
    .addOption(new Option('-m, --model <id>', 'the model to use').default('base'))
    .addOption(
      new Option('-l, --language <code>', 'auto, per-part, or a code such as en, de, fr, zh')
        .argParser(parseLanguage)
        .default({ mode: 'detected' } satisfies LanguageChoice, 'auto'),
    )
    .option('--translate', 'translate into English')
    .addOption(
      new Option('--prompt <text>', 'names and terms that are likely to come up').argParser(parsePrompt),
    )
    .addOption(
      new Option(
        '-f, --format <names>',
        `also write files, several with commas: ${EXPORT_FORMATS.join(', ')}`,
      )
        .argParser(collectFormats)
        .default([], 'none'),
    )
    .option('-o, --output <folder>', 'where files go; without it, beside each recording')
    .addOption(
      new Option('-q, --quality <preset>', 'how much work to put in').choices(QUALITIES).default('balanced'),
    )
    .addOption(
      new Option('--threads <n>', 'processor threads in all')
        .argParser(parseCount)
        .default(undefined, 'all cores'),
    )
    .addOption(new Option('--device <name>', 'where to compute').choices(DEVICES).default('auto'))
    .addOption(
      new Option('--track <n>', 'audio track, counted from 1')
        .argParser(parseCount)
        .default(undefined, 'the default track'),
    )
    .addOption(
      new Option('--channels <how>', 'mix: all channels together; split: one speaker a channel')
        .choices(['mix', 'split'])
        .default('mix'),
    )
    .addOption(
      new Option('--name <template>', 'how files are called: {name}, {date}, {model}, {language}')
        .argParser(parseNameTemplate)
        .default(NO_EXPORT.nameTemplate, 'as the recording'),
    )
    .option('--overwrite', 'replace files that exist instead of writing numbered ones')
    .option('--again', 'transcribe anew what was transcribed before')
    .option('--keep-copy', 'keep a copy of each recording, for files that will go away')
    .option('--detach', 'only add to the queue; the work goes on in the background')
    .option('--quiet', 'only the text, and errors')
    .option('--json', 'one JSON event a line on standard output instead of text')
    .option('--no-progress', 'no progress display')
    .action(async (paths: string[], raw: RawOptions) => {
      await run(paths, toOptions(raw));
    });
}

function toOptions(raw: RawOptions): TranscribeCliOptions {
  return {
    model: raw.model,
    language: raw.language,
    translate: raw.translate ?? false,
    prompt: raw.prompt ?? null,
    formats: raw.format.length === 0 && raw.output !== undefined ? ['txt'] : raw.format,
    outputDir: raw.output ?? null,
    quality: raw.quality,
    threads: raw.threads ?? null,
    device: raw.device,
    track: raw.track === undefined ? null : raw.track - 1,
    channels: raw.channels,
    nameTemplate: raw.name,
    overwrite: raw.overwrite ?? false,
    again: raw.again ?? false,
    keepCopy: raw.keepCopy ?? false,
    detach: raw.detach ?? false,
    quiet: raw.quiet ?? false,
    json: raw.json ?? false,
    progress: raw.progress,
  };
}
