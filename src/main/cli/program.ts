import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addJobsCommand } from './jobs/jobs-command.ts';
import { addModelsCommand } from './models/models-command.ts';
import { addQueueCommand } from './queue/queue-command.ts';
import { runServe } from './run-serve.ts';
import { onQueue, type Run } from './runner.ts';
import { serveCommand } from './serve-options.ts';
import { transcribeCommand } from './transcribe-options.ts';

/** What the commands are run with. */
export type ProgramPorts = {
  readonly version: string;
  readonly context: CommandContext;
  /** See `runDoctor`. */
  readonly doctor: () => Promise<number>;
  /** Told the exit code of the command that was run. */
  readonly onExit: (exitCode: number) => void;
};

/** The command line with all its commands. Parsing rejects with commander's own error, which it has told already. */
export function buildProgram({ version, context, doctor, onExit }: ProgramPorts): Command {
  const run: Run = async (command) => onExit(await command(context));
  const program = new Command('earshot')
    .description('Turns recordings into text on your own computer.')
    .version(version)
    .showHelpAfterError('(earshot --help shows how it is used)')
    .exitOverride();
  // A command that is added does not take over the settings above by itself; without them a bad option would exit with 1.
  program.addCommand(
    transcribeCommand((paths, options) =>
      run(async () => {
        // What draws on a terminal is large; the other commands do without.
        const { runTranscribe } = await import('./run-transcribe.ts');
        return await runTranscribe(paths, options, context);
      }),
    ).copyInheritedSettings(program),
  );
  addJobsCommand(program, onQueue(run));
  addQueueCommand(program, onQueue(run));
  addModelsCommand(program, onQueue(run));
  program.addCommand(
    serveCommand((options) => run(() => runServe(options, context))).copyInheritedSettings(program),
  );
  program
    .command('doctor')
    .description('Check that everything Earshot needs is there and works.')
    .action(() => run(doctor));
  return program;
}
