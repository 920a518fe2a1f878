import { ask } from '../../shared/contract/ask.ts';
import type { MethodInput, MethodOutput } from '../../shared/contract/methods.ts';
import { toEarshotError } from '../../shared/errors.ts';
import type { OpenQueue } from '../queue-access.ts';
import { addRequest } from './add-request.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';
import { followJobs } from './follow/follow-jobs.ts';
import type { AddedJob } from './follow/following.ts';
import { JsonView } from './json-view.ts';
import { sameRecording } from './same-recording.ts';
import { TextView } from './text-view.ts';
import type { TranscribeCliOptions } from './transcribe-options.ts';
import type { View } from './view.ts';

/** Runs `earshot transcribe` to its end. @returns the exit code */
export async function runTranscribe(
  paths: readonly string[],
  options: TranscribeCliOptions,
  context: CommandContext,
): Promise<number> {
  const view = makeView(options, context);
  const stop = context.listenForStop(
    () =>
      view.notice('Stopping. What is finished is being written; press Ctrl-C again to end at once.', null),
    () => view.close(),
  );
  const request = addRequest(paths, options, context.folder);
  const run = new TranscribeRun(request, context, view, stop.signal);
  try {
    const exitCode = await (options.detach ? run.detach() : run.follow());
    return stop.exitCode() ?? exitCode;
  } catch (thrown) {
    view.problem('', toEarshotError(thrown).toFailure());
    return stop.exitCode() ?? (run.hasBegun ? EXIT.someFailed : EXIT.notReady);
  } finally {
    view.close();
  }
}

type Request = MethodInput<'queue.add'>;
type Added = MethodOutput<'queue.add'>;

/** One call of the command. */
class TranscribeRun {
  readonly #request: Request;
  readonly #context: CommandContext;
  readonly #view: View;
  readonly #signal: AbortSignal;
  #hasBegun = false;

  constructor(request: Request, context: CommandContext, view: View, signal: AbortSignal) {
    this.#request = request;
    this.#context = context;
    this.#view = view;
    this.#signal = signal;
  }

  /** Whether the queue has taken recordings. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Waits for the recordings and shows their text. */
  async follow(): Promise<number> {
    const { access, now } = this.#context;
    const queue = await access.open({ signal: this.#signal });
    try {
      const { jobs, problems } = await this.#add(queue);
      const { exports } = this.#request;
      const batch = {
        jobs: this.#onceEach(jobs),
        queue,
        view: this.#view,
        exports,
        signal: this.#signal,
        now,
      };
      const { summary, exitCode } = await followJobs(batch);
      this.#view.summary({ ...summary, failed: summary.failed + problems.length });
      return exitCode === EXIT.ok && problems.length > 0 ? EXIT.someFailed : exitCode;
    } finally {
      await queue.close();
    }
  }

  /** Leaves the recordings to the queue. */
  async detach(): Promise<number> {
    const queue = await this.#context.access.open({ signal: this.#signal });
    let added: Added;
    try {
      added = await this.#add(queue);
    } finally {
      await queue.close();
    }
    for (const { path, uid, disposition } of this.#onceEach(added.jobs))
      this.#view.added(path, uid, disposition);
    // Also where another program runs the queue: it may work only on what its own people wait for, and end with that.
    if (added.jobs.length > 0) await this.#context.startBackgroundServe();
    return added.problems.length > 0 ? EXIT.someFailed : EXIT.ok;
  }

  async #add(queue: OpenQueue): Promise<Added> {
    // Another owner works with parts of its own.
    if (queue.role === 'owner') await this.#context.checkParts(this.#request.options, this.#signal);
    const added = await ask(queue, 'queue.add', this.#request);
    this.#hasBegun = added.jobs.length > 0;
    for (const { path, error } of added.problems) this.#view.problem(path, error);
    return added;
  }

  /** Each job once, with the first of its files; the others are told, see {@link sameRecording}. */
  #onceEach(jobs: readonly AddedJob[]): AddedJob[] {
    const first = new Map<string, string>();
    return jobs.filter(({ uid, path }) => {
      const twin = first.get(uid);
      if (twin === undefined) first.set(uid, path);
      else this.#view.notice(sameRecording(path, twin, this.#request.exports), null);
      return twin === undefined;
    });
  }
}

function makeView(options: TranscribeCliOptions, { stdout, stderr }: CommandContext): View {
  if (options.json) return new JsonView((line) => stdout.write(line));
  return new TextView({ stdout, stderr, quiet: options.quiet, progress: options.progress });
}
