import { type Command, Option } from 'commander';
import type { JobState } from '../../../shared/job-state.ts';
import { parseLimit, parseSearchLimit, parseStates } from '../option-parsers.ts';
import type { RunOnQueue } from '../runner.ts';
import { addActionCommands } from './action-commands.ts';
import { addExportCommand } from './export-command.ts';
import { showHistory } from './job-history.ts';
import { resolveUid } from './job-names.ts';
import { listJobs } from './list-jobs.ts';
import { addPlaceCommands } from './place-commands.ts';
import { addRedoCommand } from './redo-command.ts';
import { searchText } from './search-text.ts';
import { showJob } from './show-job.ts';

const JSON_OPTION = ['--json', 'JSON for programs instead of text'] as const;

/** Declares `earshot jobs` with all that is below it. */
export function addJobsCommand(program: Command, run: RunOnQueue): void {
  const jobs = program.command('jobs').description('See and change what is in the queue.');
  addReadingCommands(jobs, run);
  addActionCommands(jobs, run);
  addRedoCommand(jobs, run);
  addPlaceCommands(jobs, run);
  addExportCommand(jobs, run);
}

function addReadingCommands(jobs: Command, run: RunOnQueue): void {
  jobs
    .command('list')
    .description('Show the jobs in the order in which they were added.')
    .addOption(new Option('--state <names>', 'only these states, with commas').argParser(parseStates))
    .addOption(new Option('--limit <n>', 'how many at most').argParser(parseLimit).default(100))
    .option(...JSON_OPTION)
    .action((options: { state?: JobState[]; limit: number; json?: true }) =>
      run((queue, context) => {
        const { state, limit, json } = options;
        return listJobs(queue, { states: state ?? null, limit, json: json ?? false }, context);
      }),
    );
  jobs
    .command('show')
    .description('Show everything about a job.')
    .argument('<job>', 'as `earshot jobs list` names it')
    .option('--text', 'its text instead, as far as there is one')
    .option(...JSON_OPTION)
    .action((name: string, { json, text }: { json?: true; text?: true }) =>
      run(async (queue, context) => {
        const show = { json: json ?? false, text: text ?? false };
        return await showJob(queue, await resolveUid(queue, name), show, context);
      }),
    );
  jobs
    .command('history')
    .description('Show how a job came to the state it is in.')
    .argument('<job>', 'as `earshot jobs list` names it')
    .option(...JSON_OPTION)
    .action((name: string, { json }: { json?: true }) =>
      run(async (queue, context) =>
        showHistory(queue, await resolveUid(queue, name), { json: json ?? false }, context),
      ),
    );
  jobs
    .command('search')
    .description('Find what was said, in all texts.')
    .argument('<words...>', 'what to look for')
    .addOption(
      new Option('--limit <n>', 'how many places at most, up to 500').argParser(parseSearchLimit).default(50),
    )
    .option(...JSON_OPTION)
    .action((words: string[], { limit, json }: { limit: number; json?: true }) =>
      run((queue, context) => searchText(queue, words.join(' '), { limit, json: json ?? false }, context)),
    );
}
