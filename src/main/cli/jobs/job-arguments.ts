import type { Command } from 'commander';
import type { JobChoice } from './change-jobs.ts';

/** Declares which jobs a command is about: `[job...]` or `--all`. */
export function takesJobs(command: Command, all: string): Command {
  return command
    .argument('[job...]', 'jobs, as `earshot jobs list` names them; a beginning that fits one job is enough')
    .option('--all', all);
}

/** What the person chose. One of both is needed, and an empty list must not mean all. */
export function choiceOf(command: Command, names: readonly string[], all: boolean | undefined): JobChoice {
  if (all === true && names.length > 0) command.error("error: name jobs or give '--all', not both");
  if (all === true) return 'all';
  if (names.length === 0) command.error("error: name the jobs, or give '--all'");
  return { names };
}
