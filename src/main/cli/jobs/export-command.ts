import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportRule,
  NO_EXPORT,
} from '../../../shared/job-options.ts';
import { EXIT } from '../exit-codes.ts';
import { failureLine } from '../failure-line.ts';
import { collectFormats, parseNameTemplate } from '../option-parsers.ts';
import type { RunOnQueue } from '../runner.ts';
import { readJobs } from './all-jobs.ts';
import { choiceOf, takesJobs } from './job-arguments.ts';
import { resolveUids } from './job-names.ts';

type RawOptions = {
  all?: true;
  format: ExportFormat[];
  output?: string;
  name: string;
  overwrite?: true;
};

/** Declares `earshot jobs export`: text that is stored becomes files. The paths are printed. */
export function addExportCommand(jobs: Command, run: RunOnQueue): void {
  const command = jobs
    .command('export')
    .description('Write the text of jobs as files. Of unfinished jobs it is what there is so far.');
  takesJobs(command, 'all that are done')
    .addOption(
      new Option('-f, --format <names>', `several with commas: ${EXPORT_FORMATS.join(', ')}`)
        .argParser(collectFormats)
        .default([], 'txt'),
    )
    .option('-o, --output <folder>', 'where files go; without it, beside each recording')
    .addOption(
      new Option('--name <template>', 'how files are called: {name}, {date}, {model}, {language}')
        .argParser(parseNameTemplate)
        .default(NO_EXPORT.nameTemplate, 'as the recording'),
    )
    .option('--overwrite', 'replace files that exist instead of writing numbered ones')
    .action((names: string[], raw: RawOptions) => {
      const choice = choiceOf(command, names, raw.all);
      return run(async (queue, { folder, stdout, stderr }) => {
        const uids =
          choice === 'all'
            ? (await readJobs(queue, ['completed'])).jobs.map(({ uid }) => uid)
            : await resolveUids(queue, choice.names);
        let exitCode: number = EXIT.ok;
        for (const uid of uids) {
          const result = await queue.call('jobs.export', { uid, exports: ruleOf(raw, folder) });
          if (result.ok) for (const file of result.value.files) stdout.write(`${file}\n`);
          else {
            stderr.write(failureLine(result.error, uid));
            exitCode = EXIT.someFailed;
          }
        }
        return exitCode;
      });
    });
}

function ruleOf({ format, output, name, overwrite }: RawOptions, folder: string): ExportRule {
  return {
    formats: format.length === 0 ? ['txt'] : format,
    outputDir: output === undefined ? null : resolve(folder, output),
    nameTemplate: name,
    onCollision: overwrite === true ? 'replace' : 'number',
  };
}
