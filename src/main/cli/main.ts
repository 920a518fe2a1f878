import { join } from 'node:path';
import { Command } from 'commander';
import envPaths from 'env-paths';
import packageJson from '../../../package.json' with { type: 'json' };
import { Installation } from '../composition.ts';
import { EXIT } from './exit-codes.ts';
import { runDoctor } from './run-doctor.ts';
import { runTranscribe } from './run-transcribe.ts';
import { transcribeCommand } from './transcribe-options.ts';
import { watchOutput } from './watch-output.ts';

// The bundle lies in out/cli, beside resources/ of the project or the installed app.
const root = join(import.meta.dirname, '..', '..');

const installation = new Installation({
  resourcesDir: process.env['EARSHOT_RESOURCES'] ?? join(root, 'resources'),
  cacheDir: process.env['EARSHOT_HOME'] ?? envPaths('earshot', { suffix: '' }).cache,
  env: process.env,
});

const outputExitCode = watchOutput(process, () => process.kill(process.pid, 'SIGTERM'));

const program = new Command('earshot')
  .description('Turns recordings into text on your own computer.')
  .version(packageJson.version)
  .showHelpAfterError('(earshot --help shows how it is used)')
  .exitOverride();
// A command that is added does not take over the settings above by itself; without them a bad option would exit with 1.
program.addCommand(
  transcribeCommand(async (paths, options) => {
    process.exitCode = await runTranscribe(paths, options, installation);
  }).copyInheritedSettings(program),
);
program
  .command('doctor')
  .description('Check that everything Earshot needs is there and works.')
  .action(async () => {
    process.exitCode = await runDoctor(installation, (line) => process.stdout.write(`${line}\n`));
  });

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed the reason; help and version are no errors.
  if (!(error instanceof Error && 'exitCode' in error)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
process.exitCode = outputExitCode() ?? process.exitCode;
