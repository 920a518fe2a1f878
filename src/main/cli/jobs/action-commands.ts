import { type Command, Option } from 'commander';
import { ask } from '../../../shared/contract/ask.ts';
import { parsePriority } from '../option-parsers.ts';
import type { RunOnQueue } from '../runner.ts';
import { selectJobs, tellIfNobodyWorks, tellReport } from './change-jobs.ts';
import { choiceOf, takesJobs } from './job-arguments.ts';

type Words = { readonly one: string; readonly several: string };

type Action = {
  readonly name: 'resume' | 'cancel' | 'retry' | 'remove' | 'restore';
  readonly description: string;
  /** What `--all` stands for. */
  readonly all: string;
  readonly words: Words;
  /** Whether jobs wait for a program to work on them afterwards. */
  readonly setsGoing: boolean;
};

const ACTIONS: readonly Action[] = [
  {
    name: 'resume',
    description: 'Let paused jobs go on, and try blocked ones at once.',
    all: 'all that are paused or blocked',
    words: { one: 'goes on', several: 'go on' },
    setsGoing: true,
  },
  {
    name: 'cancel',
    description: 'Give jobs up. What they have of their text stays.',
    all: 'all that are not at their end',
    words: { one: 'is cancelled', several: 'are cancelled' },
    setsGoing: false,
  },
  {
    name: 'retry',
    description:
      'Try failed, cancelled or blocked jobs again, or the gaps of finished ones. Finished parts stay.',
    all: 'all that failed, wait for their next try, are blocked or have gaps; not those that were cancelled',
    words: { one: 'is tried again', several: 'are tried again' },
    setsGoing: true,
  },
  {
    name: 'remove',
    description:
      'Take jobs that are at their end off the list, with their text. They can be restored for thirty days.',
    all: 'all that are at their end',
    words: {
      one: 'is off the list; `jobs restore` brings it back',
      several: 'are off the list; `jobs restore` brings them back',
    },
    setsGoing: false,
  },
  {
    name: 'restore',
    description: 'Bring removed jobs back. They have to be named in full.',
    all: 'all that were removed',
    words: { one: 'is back on the list', several: 'are back on the list' },
    setsGoing: false,
  },
];

/** Declares the commands that change the state of jobs. */
export function addActionCommands(jobs: Command, run: RunOnQueue): void {
  for (const action of ACTIONS) {
    const command = jobs.command(action.name).description(action.description);
    takesJobs(command, action.all)
      .option('--json', 'JSON for programs instead of text')
      .action((names: string[], { all, json }: { all?: true; json?: true }) => {
        const choice = choiceOf(command, names, all);
        return run(async (queue, context) => {
          const selection = await selectJobs(queue, choice);
          const report = await ask(queue, `jobs.${action.name}`, { jobs: selection });
          if (action.setsGoing && report.done.length > 0) tellIfNobodyWorks(queue, context);
          return tellReport(report, action.words, json ?? false, context);
        });
      });
  }
  addPause(jobs, run);
  addPrioritise(jobs, run);
}

function addPause(jobs: Command, run: RunOnQueue): void {
  const command = jobs.command('pause').description('Let jobs wait until they are resumed.');
  takesJobs(command, 'all that are not at their end')
    .option('--now', 'drop the parts that are being worked on instead of finishing them')
    .option('--json', 'JSON for programs instead of text')
    .action((names: string[], { all, now, json }: { all?: true; now?: true; json?: true }) => {
      const choice = choiceOf(command, names, all);
      return run(async (queue, context) => {
        const selection = await selectJobs(queue, choice);
        const running = now === true ? 'drop' : 'finish';
        const report = await ask(queue, 'jobs.pause', { jobs: selection, running });
        return tellReport(report, { one: 'is paused', several: 'are paused' }, json ?? false, context);
      });
    });
}

function addPrioritise(jobs: Command, run: RunOnQueue): void {
  const command = jobs
    .command('prioritise')
    .alias('prioritize')
    .description('Start jobs before all others of a lower priority.');
  takesJobs(command, 'all that wait')
    .addOption(
      new Option('-p, --priority <n>', 'from -100 to 100; 0 is what jobs begin with')
        .argParser(parsePriority)
        .makeOptionMandatory(),
    )
    .option('--json', 'JSON for programs instead of text')
    .action((names: string[], options: { all?: true; priority: number; json?: true }) => {
      const choice = choiceOf(command, names, options.all);
      return run(async (queue, context) => {
        const selection = await selectJobs(queue, choice);
        const { priority } = options;
        const report = await ask(queue, 'jobs.prioritise', { jobs: selection, priority });
        const words = { one: `has priority ${priority}`, several: `have priority ${priority}` };
        return tellReport(report, words, options.json ?? false, context);
      });
    });
}
