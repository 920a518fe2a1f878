import { Command, InvalidArgumentError, Option } from 'commander';
import { WHISPER_LANGUAGES } from '../../shared/whisper-languages.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../core/export/formats.ts';
import { QUALITIES, type Quality } from '../core/transcription/decode-settings.ts';
import type { LanguageChoice } from '../core/transcription/recording-request.ts';

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
  readonly device: 'auto' | 'cpu' | 'gpu';
  readonly track: number | null;
  readonly channels: 'mix' | 'split';
  readonly overwrite: boolean;
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
  device: 'auto' | 'cpu' | 'gpu';
  track?: number;
  channels: 'mix' | 'split';
  overwrite?: true;
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
        .argParser(collectFormat)
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
    .addOption(
      new Option('--device <name>', 'where to compute').choices(['auto', 'cpu', 'gpu']).default('auto'),
    )
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
    .option('--overwrite', 'replace files that exist instead of writing numbered ones')
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
    overwrite: raw.overwrite ?? false,
    quiet: raw.quiet ?? false,
    json: raw.json ?? false,
    progress: raw.progress,
  };
}

function parseLanguage(value: string): LanguageChoice {
  if (value === 'auto') return { mode: 'detected' };
  if (value === 'per-part') return { mode: 'per-part' };
  if (!WHISPER_LANGUAGES.has(value)) {
    throw new InvalidArgumentError(`Known codes: ${[...WHISPER_LANGUAGES.keys()].toSorted().join(' ')}.`);
  }
  return { mode: 'fixed', code: value };
}

/** What the engine takes; Whisper itself heeds about the last 900 letters. */
const MAX_PROMPT_BYTES = 4096;

function parsePrompt(value: string): string {
  if (Buffer.byteLength(value) > MAX_PROMPT_BYTES)
    throw new InvalidArgumentError(`At most ${MAX_PROMPT_BYTES} bytes.`);
  return value;
}

function collectFormat(value: string, before: ExportFormat[]): ExportFormat[] {
  const names = value.split(',');
  const formats = names.map((name) => {
    const known = EXPORT_FORMATS.find((format) => format === name);
    if (known === undefined) throw new InvalidArgumentError(`Known formats: ${EXPORT_FORMATS.join(', ')}.`);
    return known;
  });
  return [...new Set([...before, ...formats])];
}

function parseCount(value: string): number {
  const count = /^\d+$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > 256) throw new InvalidArgumentError('A whole number from 1 to 256.');
  return count;
}
