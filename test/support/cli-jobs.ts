import type { z } from 'zod';
import { type JobView, jobViewSchema } from '../../src/shared/contract/job.ts';
import { type ActionReport, actionReportSchema } from '../../src/shared/contract/methods.ts';
import type { CliHome } from './cli-home.ts';
import type { CommandResult } from './run-command.ts';
import { runInHome } from './run-in-home.ts';

/** What a command has printed for programs: an object a line. @throws ZodError, SyntaxError */
export function parseLines<T>(stdout: string, schema: z.ZodType<T>): T[] {
  const lines = stdout.split('\n');
  if (lines.pop() !== '') throw new SyntaxError('The last line has no end.');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

/** Runs `earshot jobs …` in a home. */
export function runJobs(home: CliHome, ...args: readonly string[]): Promise<CommandResult> {
  return runInHome(home, ['jobs', ...args]);
}

/** Changes jobs, and says what became of each. */
export async function reportOf(home: CliHome, ...args: readonly string[]): Promise<ActionReport> {
  return actionReportSchema.parse(JSON.parse((await runJobs(home, ...args, '--json')).stdout));
}

/** The jobs of a home in the order of its queue. */
export async function jobsOf(home: CliHome): Promise<JobView[]> {
  return parseLines((await runJobs(home, 'list', '--json')).stdout, jobViewSchema);
}

/** The only job of a home. */
export async function jobOf(home: CliHome): Promise<JobView> {
  const [job, ...others] = await jobsOf(home);
  if (job === undefined || others.length > 0) throw new Error(`There are ${others.length} jobs too many.`);
  return job;
}
