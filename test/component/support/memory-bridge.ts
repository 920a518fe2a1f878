import type { QueueEvent } from '../../../src/shared/contract/events.ts';
import type { JobView } from '../../../src/shared/contract/job.ts';
import { DEFAULT_QUEUE_SETTINGS, type QueueStatus } from '../../../src/shared/contract/methods.ts';
import type {
  HostDescription,
  PageBridge,
  PageInput,
  PageMessage,
  PageMethod,
  PageOutput,
} from '../../../src/shared/contract/page.ts';
import { failed, type Result, succeeded } from '../../../src/shared/contract/result.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { NO_JOBS } from '../../../src/shared/job-state.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../src/shared/preferences.ts';

type Answer<Name extends PageMethod> = (
  input: PageInput<Name>,
) => Result<PageOutput<Name>> | PageOutput<Name> | Promise<PageOutput<Name>>;
type Script = { [Name in PageMethod]?: Answer<Name> };
export type Asked = { readonly method: PageMethod; readonly input: unknown };

const NOTHING_DONE = { done: [], refused: [] };

/**
 * A host without a queue behind it: answers from what a test has put in, notes what it was asked, and tells what the test
 * makes it tell.
 */
export class MemoryBridge implements PageBridge {
  readonly asked: Asked[] = [];
  readonly jobs = new Map<string, JobView>();
  readonly #script: Script = {};
  readonly #listeners = new Set<(message: PageMessage) => void>();
  /** Number of the last event that was told. */
  seq = 2 ** 32;
  status: QueueStatus = {
    owner: { pid: 1, version: '0.1.0', startedAtMs: 0 },
    counts: NO_JOBS,
    holds: [],
    slots: 1,
    stuck: [],
    settings: DEFAULT_QUEUE_SETTINGS,
  };
  preferences: Preferences = DEFAULT_PREFERENCES;
  host: HostDescription = { kind: 'browser', version: '0.1.0', platform: 'linux', licences: [] };

  constructor(jobs: readonly JobView[] = []) {
    for (const job of jobs) this.jobs.set(job.uid, job);
    this.answer('jobs.list', ({ offset, limit }) => ({
      seq: this.seq,
      total: this.jobs.size,
      jobs: [...this.jobs.values()].slice(offset, offset + limit),
    }));
    this.answer('queue.status', () => this.status);
    this.answer('queue.pause', () => this.#hold(true));
    this.answer('queue.resume', () => this.#hold(false));
    this.answer('preferences.get', () => this.preferences);
    this.answer('host.describe', () => this.host);
    this.answer('models.list', () => ({ models: [] }));
    this.answer('models.speeds', () => ({ speeds: [{ model: 'base', device: 'auto', speed: 6 }] }));
    this.answer('transcript.get', ({ uid }) =>
      failed(new EarshotError('job-not-found', `Job ${uid} has no text yet.`)),
    );
    this.answer('transcript.chunks', () => ({ revision: 1, chunks: [] }));
    for (const method of ['jobs.pause', 'jobs.resume', 'jobs.cancel', 'jobs.retry', 'jobs.redo'] as const)
      this.answer(method, () => NOTHING_DONE);
    this.answer('jobs.move', () => ({}));
    this.answer('media.check', () => ({}));
  }

  /** Says what a method answers from now on: a value, or a result that may be a failure. */
  answer<Name extends PageMethod>(method: Name, answer: Answer<Name>): void {
    Object.assign(this.#script, { [method]: answer });
  }

  /** What the page has asked of a method so far. */
  askedOf(method: PageMethod): unknown[] {
    return this.asked.filter((one) => one.method === method).map(({ input }) => input);
  }

  /** Tells what has happened, as the queue would, in one batch. */
  tell(...events: readonly QueueEvent[]): void {
    for (const event of events) {
      if (event.kind === 'job-changed') this.jobs.set(event.job.uid, event.job);
      if (event.kind === 'job-removed') this.jobs.delete(event.uid);
    }
    this.seq += events.length;
    this.send({ kind: 'events', seq: this.seq, events: [...events] });
  }

  send(message: PageMessage): void {
    for (const listener of this.#listeners) listener(message);
  }

  async request(method: PageMethod, input: unknown): Promise<Result<unknown>> {
    this.asked.push({ method, input });
    const answer: unknown = this.#script[method];
    if (typeof answer !== 'function')
      return failed(new EarshotError('internal', `Nobody has said what ${method} answers.`));
    const value: unknown = await answer(input);
    return isResult(value) ? value : succeeded(value);
  }

  subscribe(_since: number | null, listener: (message: PageMessage) => void): () => void {
    this.#listeners.add(listener);
    queueMicrotask(() => listener({ kind: 'reset', seq: this.seq }));
    return () => this.#listeners.delete(listener);
  }

  async grantFiles(
    files: readonly File[],
    onProgress: (fraction: number) => void,
    _stop?: AbortSignal,
  ): Promise<Result<string[]>> {
    onProgress(1);
    return succeeded(files.map((file) => file.name.replaceAll(/\W/g, '_').padEnd(22, '0').slice(0, 64)));
  }

  #hold(isPaused: boolean): Record<string, never> {
    const holds: QueueStatus['holds'] = isPaused ? [{ reason: 'paused', message: 'Paused.' }] : [];
    this.status = { ...this.status, holds, settings: { ...this.status.settings, isPaused } };
    this.tell({ kind: 'queue-changed' });
    return {};
  }
}

function isResult(value: unknown): value is Result<unknown> {
  return typeof value === 'object' && value !== null && 'ok' in value;
}
