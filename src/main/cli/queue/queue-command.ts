import type { Command } from 'commander';
import { ask } from '../../../shared/contract/ask.ts';
import type { QueueStatus } from '../../../shared/contract/methods.ts';
import { JOB_STATES } from '../../../shared/job-state.ts';
import type { OpenQueue } from '../../queue-access.ts';
import { EXIT } from '../exit-codes.ts';
import { formatRough } from '../format-duration.ts';
import { formatInstant } from '../format-instant.ts';
import type { RunOnQueue } from '../runner.ts';
import { readSettings, SETTINGS } from './queue-settings.ts';

/** Declares `earshot queue` with all that is below it. */
export function addQueueCommand(program: Command, run: RunOnQueue): void {
  const command = program.command('queue').description('See how the queue stands, and how it works.');
  command
    .command('status')
    .description('Show who runs the queue, what it holds, why it waits, and its settings.')
    .option('--json', 'JSON for programs instead of text')
    .action(({ json }: { json?: true }) =>
      run(async (queue, { stdout }) => {
        const status = await ask(queue, 'queue.status', {});
        stdout.write(json === true ? `${JSON.stringify(status)}\n` : describeQueue(status, queue.role));
        return EXIT.ok;
      }),
    );
  command
    .command('pause')
    .description('Start nothing new. What runs is finished.')
    .action(() =>
      run(async (queue, { stdout }) => {
        await ask(queue, 'queue.pause', {});
        stdout.write('The queue is paused.\n');
        return EXIT.ok;
      }),
    );
  command
    .command('resume')
    .description('Start what waits.')
    .action(() =>
      run(async (queue, { stdout }) => {
        await ask(queue, 'queue.resume', {});
        stdout.write('The queue goes on.\n');
        return EXIT.ok;
      }),
    );
  command
    .command('set')
    .description('Change settings of the queue.')
    .argument('<key=value...>', SETTINGS.map(({ key, values }) => `${key}: ${values}`).join('; '))
    .action((words: string[]) =>
      run(async (queue, { stdout }) => {
        const settings = await ask(queue, 'queue.configure', { settings: readSettings(words) });
        stdout.write(SETTINGS.map(({ key, show }) => `${key}=${show(settings)}\n`).join(''));
        return EXIT.ok;
      }),
    );
}

/** The queue in words. @param role of the program that asks */
export function describeQueue(status: QueueStatus, role: OpenQueue['role']): string {
  const { owner, counts, holds, slots, stuck, settings } = status;
  const runBy =
    role === 'owner'
      ? 'no other program'
      : `process ${owner.pid} (Earshot ${owner.version}) since ${formatInstant(owner.startedAtMs)}`;
  const jobs = JOB_STATES.flatMap((state) => (counts[state] > 0 ? [`${counts[state]} ${state}`] : []));
  const lines = [
    `Run by    ${runBy}`,
    `Jobs      ${jobs.join(', ') || 'none'}`,
    `At once   ${slots}`,
    ...holds.map(({ message }) => `Waits     ${message}`),
    ...stuck.map(({ uid, rule, forMs }) => `Stuck     ${uid}: ${rule}, for ${formatRough(forMs)}`),
    '',
    ...SETTINGS.map(({ key, show }) => `${key}=${show(settings)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
