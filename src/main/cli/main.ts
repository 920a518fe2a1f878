import { join } from 'node:path';
import { Command } from 'commander';
import envPaths from 'env-paths';
import packageJson from '../../../package.json' with { type: 'json' };
import { Installation } from '../composition.ts';
import { EXIT } from './exit-codes.ts';
import { runDoctor } from './run-doctor.ts';
import { runTranscribe } from './run-transcribe.ts';
import { transcribeCommand } from './transcribe-options.ts';

// The bundle lies in out/cli, beside resources/ of the project or the installed app.
const root = join(import.meta.dirname, '..', '..');

const installation = new Installation({
  resourcesDir: process.env['EARSHOT_RESOURCES'] ?? join(root, 'resources'),
  cacheDir: process.env['EARSHOT_HOME'] ?? envPaths('earshot', { suffix: '' }).cache,
  env: process.env,
});

// `earshot … | head` closes the pipe while text is still coming: there is nobody to tell, so end as a filter does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.kill(process.pid, 'SIGTERM');
});

const program = new Command('earshot')
  .description('Turns recordings into text on your own computer.')
  .version(packageJson.version)
  .showHelpAfterError('(earshot --help shows how it is used)')
  .exitOverride()
  .addCommand(
    transcribeCommand(async (paths, options) => {
      process.exitCode = await runTranscribe(paths, options, installation);
    }),
  )
  .addCommand(
    new Command('doctor')
      .description('Check that everything Earshot needs is there and works.')
      .action(async () => {
        process.exitCode = await runDoctor(installation, (line) => process.stdout.write(`${line}\n`));
      }),
  );

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed the reason; help and version are no errors.
  if (!(error instanceof Error && 'exitCode' in error)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
