import { type Command, Option } from 'commander';
import { ask } from '../../../shared/contract/ask.ts';
import {
  DEVICES,
  type Device,
  type JobOptions,
  type LanguageChoice,
  QUALITIES,
  type Quality,
} from '../../../shared/job-options.ts';
import { parseCount, parseLanguage, parsePrompt } from '../option-parsers.ts';
import type { RunOnQueue } from '../runner.ts';
import { selectJobs, tellIfNobodyWorks, tellReport } from './change-jobs.ts';
import { choiceOf, takesJobs } from './job-arguments.ts';

type RawOptions = {
  all?: true;
  json?: true;
  model?: string;
  language?: LanguageChoice;
  translate?: boolean;
  prompt?: string;
  quality?: Quality;
  threads?: number;
  device?: Device;
  track?: number;
  channels?: 'mix' | 'split';
};

/** Declares `earshot jobs redo`: what is not given stays as it was. */
export function addRedoCommand(jobs: Command, run: RunOnQueue): void {
  const command = jobs
    .command('redo')
    .description('Transcribe jobs anew with other options. The old text stays until the new one is whole.');
  takesJobs(command, 'all that are at their end')
    .addOption(new Option('-m, --model <id>', 'the model to use'))
    .addOption(new Option('-l, --language <code>', 'auto, per-part, or a code').argParser(parseLanguage))
    .option('--translate', 'translate into English')
    .option('--no-translate', 'do not translate')
    .addOption(new Option('--prompt <text>', 'names and terms; empty for none').argParser(parsePrompt))
    .addOption(new Option('-q, --quality <preset>', 'how much work to put in').choices(QUALITIES))
    .addOption(new Option('--threads <n>', 'processor threads in all').argParser(parseCount))
    .addOption(new Option('--device <name>', 'where to compute').choices(DEVICES))
    .addOption(new Option('--track <n>', 'audio track, counted from 1').argParser(parseCount))
    .addOption(new Option('--channels <how>', 'mix or split').choices(['mix', 'split']))
    .option('--json', 'JSON for programs instead of text')
    .action((names: string[], raw: RawOptions) => {
      const choice = choiceOf(command, names, raw.all);
      return run(async (queue, context) => {
        const selection = await selectJobs(queue, choice);
        const report = await ask(queue, 'jobs.redo', { jobs: selection, options: changesOf(raw) });
        if (report.done.length > 0) tellIfNobodyWorks(queue, context);
        const words = { one: 'is done anew', several: 'are done anew' };
        return tellReport(report, words, raw.json ?? false, context);
      });
    });
}

function changesOf(raw: RawOptions): Partial<JobOptions> {
  const { model, language, translate, prompt, quality, threads, device, track, channels } = raw;
  return {
    ...(model === undefined ? {} : { model }),
    ...(language === undefined ? {} : { language }),
    ...(translate === undefined ? {} : { translate }),
    ...(prompt === undefined ? {} : { prompt: prompt === '' ? null : prompt }),
    ...(quality === undefined ? {} : { quality }),
    ...(threads === undefined ? {} : { threads }),
    ...(device === undefined ? {} : { device }),
    ...(track === undefined ? {} : { track: track - 1 }),
    ...(channels === undefined ? {} : { channels }),
  };
}
