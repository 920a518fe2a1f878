import { ask } from '../../shared/contract/ask.ts';
import type { EventBatch } from '../../shared/contract/events.ts';
import type { JobView } from '../../shared/contract/job.ts';
import type { QueueStatus } from '../../shared/contract/methods.ts';
import { EarshotError, fromFailure, toEarshotError } from '../../shared/errors.ts';
import { isFinal, JOB_STATES, type JobState } from '../../shared/job-state.ts';
import { MOVING } from '../../shared/job-state-groups.ts';
import type { OpenQueue } from '../queue-access.ts';
import type { ServedPages } from '../serve-pages.ts';
import type { CommandContext } from './command-context.ts';
import { describeJob } from './describe-job.ts';
import { EXIT } from './exit-codes.ts';
import { readJobs } from './jobs/all-jobs.ts';
import { printable } from './printable.ts';
import { tellError } from './with-queue.ts';

export type ServeOptions = {
  /** Ends when no job is left that goes on by itself. */
  readonly untilEmpty: boolean;
  /** Null for no pages. */
  readonly pages: PagesChoice | null;
};

type PagesChoice = {
  /** Null for the one of last time, or any that is free. */
  readonly port: number | null;
  /** Whether the browser is opened. */
  readonly browser: boolean;
};

type Tell = (line: string) => void;

/**
 * Runs `earshot serve`: keeps the queue running until it is stopped, and tells every change of a job's state.
 *
 * @returns the exit code; being stopped is how it is meant to end
 */
export async function runServe(
  { untilEmpty, pages }: ServeOptions,
  context: CommandContext,
): Promise<number> {
  const tell = (line: string): void => void context.stdout.write(`${printable(line)}\n`);
  const stop = context.listenForStop(
    () => tell('Stopping. What is finished stays; press Ctrl-C again to end at once.'),
    () => {},
  );
  try {
    const queue = await context.access.open({ signal: stop.signal });
    try {
      tell(await describeOwner(queue));
      const host = pages === null ? null : await servePages(queue, pages, tell, context);
      try {
        await new Serving(queue, tell, stop.signal).untilOver(untilEmpty);
      } finally {
        await host?.close();
      }
    } finally {
      await queue.close();
    }
    return EXIT.ok;
  } catch (thrown) {
    if (stop.signal.aborted) return EXIT.ok;
    tellError(context, toEarshotError(thrown));
    return EXIT.notReady;
  }
}

/** Each link is printed, whether a browser opens or not: it may be the wrong one, or on another screen. */
async function servePages(
  queue: OpenQueue,
  { port, browser }: PagesChoice,
  tell: Tell,
  context: CommandContext,
): Promise<ServedPages> {
  let isFirst = true;
  return await context.servePages(queue, {
    port,
    onLink: (link) => {
      tell(`Open Earshot in a browser: ${link}`);
      if (isFirst && browser) void context.openInBrowser(link);
      isFirst = false;
    },
  });
}

async function describeOwner(queue: OpenQueue): Promise<string> {
  if (queue.role === 'owner') return 'The queue runs here.';
  const { owner } = await ask(queue, 'queue.status', {});
  return `Process ${owner.pid} runs the queue; this one takes over when it ends.`;
}

/** Looks on while the queue works. */
class Serving {
  readonly #queue: OpenQueue;
  readonly #tell: Tell;
  readonly #signal: AbortSignal;
  /** Of the jobs that are not at their end. */
  readonly #states = new Map<string, JobState>();
  readonly #toldHolds = new Set<string>();
  #hasNews = true;
  #isCut = false;
  #wake: () => void = () => {};

  constructor(queue: OpenQueue, tell: Tell, signal: AbortSignal) {
    this.#queue = queue;
    this.#tell = tell;
    this.#signal = signal;
  }

  /** @throws EarshotError `queue-unreachable` when the line is cut for good, or what the queue answers */
  async untilOver(untilEmpty: boolean): Promise<void> {
    const unsubscribe = this.#queue.subscribe(null, (batch) => this.#receive(batch));
    void this.#queue.closed.then(() => this.#cut());
    this.#signal.addEventListener('abort', () => this.#wake());
    this.#queue.follow('all');
    try {
      await this.#learnWhatIsThere();
      while (!this.#signal.aborted) {
        if (this.#isCut) throw new EarshotError('queue-unreachable', 'The line to the queue is cut.');
        if (this.#hasNews) {
          this.#hasNews = false;
          const status = await this.#readStatus();
          if (status !== null && untilEmpty && isEmpty(status)) return;
        } else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      unsubscribe();
    }
  }

  /** What is there already is no change. */
  async #learnWhatIsThere(): Promise<void> {
    const unfinished = JOB_STATES.filter((state) => !isFinal(state));
    for (const { uid, status } of (await readJobs(this.#queue, unfinished)).jobs) {
      if (!this.#states.has(uid)) this.#states.set(uid, status.state);
    }
  }

  #cut(): void {
    this.#isCut = true;
    this.#wake();
  }

  #receive(batch: EventBatch): void {
    if (batch.kind === 'reset') this.#hasNews = true;
    else {
      for (const event of batch.events) {
        if (event.kind === 'job-changed') this.#learn(event.job);
        if (event.kind === 'job-removed') this.#states.delete(event.uid);
        if (event.kind === 'queue-changed' || event.kind === 'job-removed') this.#hasNews = true;
      }
    }
    this.#wake();
  }

  #learn(job: JobView): void {
    const { state } = job.status;
    // A finished job is told again when its files are written, with nothing new to say.
    if (this.#states.get(job.uid) === state) return;
    const wasKnown = this.#states.has(job.uid);
    if (isFinal(state)) this.#states.delete(job.uid);
    else this.#states.set(job.uid, state);
    this.#hasNews = true;
    if (!isFinal(state) || wasKnown) this.#tell(`${job.uid}  ${job.title}: ${describeJob(job)}`);
  }

  /** @returns null between two owners: the next one sends a reset */
  async #readStatus(): Promise<QueueStatus | null> {
    const result = await this.#queue.call('queue.status', {});
    if (!result.ok) {
      if (result.error.code === 'queue-unreachable') return null;
      throw fromFailure(result.error);
    }
    const { holds, counts } = result.value;
    for (const { message } of counts.queued > 0 ? holds : []) {
      if (!this.#toldHolds.has(message)) this.#tell(`Nothing is started: ${message}`);
    }
    this.#toldHolds.clear();
    for (const { message } of holds) this.#toldHolds.add(message);
    return result.value;
  }
}

/** Whether nothing moves any more unless a person does something. */
function isEmpty({ counts }: QueueStatus): boolean {
  return [...MOVING].every((state) => counts[state] === 0);
}
