import { ask } from '../../../shared/contract/ask.ts';
import type { JobView } from '../../../shared/contract/job.ts';
import type { JobOptions } from '../../../shared/job-options.ts';
import type { OpenQueue } from '../../queue-access.ts';
import type { CommandContext } from '../command-context.ts';
import { describeJob, partsOf } from '../describe-job.ts';
import { EXIT } from '../exit-codes.ts';
import { formatClock } from '../format-duration.ts';
import { formatInstant } from '../format-instant.ts';
import { printable } from '../printable.ts';

/** Prints everything that is known of a job, or its text as far as it is stored. */
export async function showJob(
  queue: OpenQueue,
  uid: string,
  show: { readonly json: boolean; readonly text: boolean },
  { stdout }: CommandContext,
): Promise<number> {
  const job = await ask(queue, 'jobs.get', { uid });
  if (show.text) {
    const transcript = await ask(queue, 'transcript.get', { uid, revision: null });
    stdout.write(
      show.json
        ? `${JSON.stringify(transcript)}\n`
        : transcript.segments.map(({ text }) => `${text}\n`).join(''),
    );
    return EXIT.ok;
  }
  stdout.write(show.json ? `${JSON.stringify(job)}\n` : describeFacts(job));
  return EXIT.ok;
}

function describeFacts(job: JobView): string {
  const { progress, engine, exportStatus, status } = job;
  const facts: [string, string | null][] = [
    ['Job', job.uid],
    ['Recording', job.path],
    ['State', describeJob(job)],
    ['What to do', 'failure' in status ? status.failure.hint : null],
    ['Length', progress.durationMs === null ? null : formatClock(progress.durationMs)],
    ['Parts', progress.chunksPlanned === 0 ? null : partsOf(progress)],
    ['Options', describeOptions(job.options)],
    ['Engine', engine === null ? null : `${engine.model}, ${engine.variant}, ${engine.backend}`],
    ['Language', job.language],
    ['Revision', job.revision === 1 ? null : String(job.revision)],
    ['Priority', job.priority === 0 ? null : String(job.priority)],
    ['Working time', job.workMs === 0 ? null : formatClock(job.workMs)],
    ['Added', formatInstant(job.createdAtMs)],
    ['Started', job.startedAtMs === null ? null : formatInstant(job.startedAtMs)],
    ['Finished', job.finishedAtMs === null ? null : formatInstant(job.finishedAtMs)],
    ...('files' in exportStatus ? exportStatus.files.map((file): [string, string] => ['File', file]) : []),
    ['Files', exportStatus.state === 'failed' ? exportStatus.failure.message : null],
    ...job.notices.map((notice): [string, string] => ['Notice', notice]),
  ];
  return facts
    .flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(13)} ${printable(value)}\n`]))
    .join('');
}

function describeOptions(options: JobOptions): string {
  const { model, language, quality, translate, prompt, threads, device, track, channels } = options;
  const words = [
    `model ${model}`,
    `language ${language.mode === 'fixed' ? language.code : language.mode}`,
    `quality ${quality}`,
    translate ? 'translated into English' : null,
    prompt === null ? null : `prompt “${prompt}”`,
    threads === null ? null : `${threads} threads`,
    device === 'auto' ? null : device,
    track === null ? null : `track ${track + 1}`,
    channels === 'mix' ? null : 'one speaker a channel',
  ];
  return words.filter((word) => word !== null).join(', ');
}
