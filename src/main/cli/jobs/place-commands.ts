import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { ask } from '../../../shared/contract/ask.ts';
import type { MethodInput } from '../../../shared/contract/methods.ts';
import type { OpenQueue } from '../../queue-access.ts';
import { EXIT } from '../exit-codes.ts';
import type { RunOnQueue } from '../runner.ts';
import { resolveUid } from './job-names.ts';

type Destination = { readonly next?: true; readonly last?: true; readonly before?: string };

/** Declares what changes a job's place: in the queue, and of its recording on the disk. */
export function addPlaceCommands(jobs: Command, run: RunOnQueue): void {
  const move = jobs
    .command('move')
    .description('Move a job in the queue. From then on the queue is in your own order.')
    .argument('<job>', 'as `earshot jobs list` names it')
    .addOption(new Option('--next', 'before all others that wait').conflicts(['last', 'before']))
    .addOption(new Option('--last', 'behind all others').conflicts(['next', 'before']))
    .addOption(new Option('--before <job>', 'before this one').conflicts(['next', 'last']))
    .action((name: string, to: Destination) => {
      if (to.next === undefined && to.last === undefined && to.before === undefined) {
        move.error("error: give '--next', '--last' or '--before <job>'");
      }
      return run(async (queue, { stdout }) => {
        const uid = await resolveUid(queue, name);
        await ask(queue, 'jobs.move', { uid, to: await placeOf(queue, to) });
        stdout.write(`${uid} is moved.\n`);
        return EXIT.ok;
      });
    });
  jobs
    .command('relocate')
    .description('Tell where the recording of a job is now.')
    .argument('<job>', 'as `earshot jobs list` names it')
    .argument('<file>', 'the recording')
    .option('--accept-changed', 'take it although it is not the same recording')
    .action((name: string, file: string, { acceptChanged }: { acceptChanged?: true }) =>
      run(async (queue, { stdout, folder }) => {
        const uid = await resolveUid(queue, name);
        const path = resolve(folder, file);
        await ask(queue, 'jobs.relocate', { uid, path, acceptChanged: acceptChanged ?? false });
        stdout.write(`${uid} is read from there now.\n`);
        return EXIT.ok;
      }),
    );
}

async function placeOf(queue: OpenQueue, to: Destination): Promise<MethodInput<'jobs.move'>['to']> {
  if (to.before !== undefined) return { before: await resolveUid(queue, to.before) };
  return to.next === true ? 'next' : 'last';
}
