import type { EventBatch, QueueEvent } from '../../../shared/contract/events.ts';
import type { JobView } from '../../../shared/contract/job.ts';
import type { PageMessage } from '../../../shared/contract/page.ts';
import type { Result } from '../../../shared/contract/result.ts';
import type { PageClient } from '../bridge/page-client.ts';
import type { AppStore } from './app-store.ts';
import { applyEvents, applySnapshot } from './apply-message.ts';

type Events = Extract<EventBatch, { kind: 'events' }>;
type OtherMessage = Exclude<PageMessage, EventBatch | { kind: 'line' }>;

export type LinePorts = {
  readonly client: PageClient;
  readonly store: AppStore;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  /** Waits between two tries to read the queue. */
  readonly wait: (ms: number) => Promise<void>;
  /** The jobs are up to date again after a time in which events were missed. */
  readonly onSynced: () => void;
  readonly onBatch: (batch: Events) => void;
  readonly onMessage: (message: OtherMessage) => void;
};

/** Older than what any queue knows of: the answer is a `reset`, which is the sign that events flow from here on. */
const BEFORE_EVERYTHING = 0;
const PAGE_SIZE = 1000;
const TRY_AGAIN_AFTER_MS = 1000;
/** Jobs that are removed while a long list is read shift the rest of it; a list that never settles is shown as it is. */
const MOST_READINGS = 3;

/**
 * Keeps the store equal to the queue. There is one way to begin, also after a break or with another owner: a `reset`
 * arrives, all jobs are read, and the events that came meanwhile are put on top.
 */
export class Line {
  readonly #ports: LinePorts;
  #stop: (() => void) | null = null;
  /** Events that wait for the jobs to be read; null while they are applied at once. */
  #held: Events[] | null = [];
  #reading = 0;
  #isReadingQueue = false;
  #isQueueStale = false;
  #isReadingSpeeds = false;

  constructor(ports: LinePorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#stop = this.#ports.client.subscribe(BEFORE_EVERYTHING, (message) => this.#receive(message));
  }

  stop(): void {
    this.#reading += 1;
    this.#stop?.();
    this.#stop = null;
  }

  #receive(message: PageMessage): void {
    switch (message.kind) {
      case 'events':
        return this.#take(message);
      case 'reset':
        return void this.#synchronise();
      case 'line':
        return this.#lineIs(message.isUp);
      case 'show-job':
      case 'command':
      case 'intake':
        return this.#ports.onMessage(message);
    }
  }

  #lineIs(isUp: boolean): void {
    const { store } = this.#ports;
    // The first jobs are still being read: it is up when they are there.
    if (isUp && this.#held !== null) return;
    store.setState({ line: isUp ? 'up' : 'down' });
    if (isUp) void this.#readQueue();
  }

  #take(batch: Events): void {
    if (this.#held !== null) this.#held.push(batch);
    else this.#apply(batch);
  }

  #apply(batch: Events): void {
    const { store, wallNow, onBatch } = this.#ports;
    store.setState((state) => applyEvents(state, batch, wallNow()));
    onBatch(batch);
    if (batch.events.some(({ kind }) => kind === 'queue-changed')) void this.#readQueue();
    else if (batch.events.some(isEndOfRun)) void this.#readSpeeds();
  }

  async #synchronise(): Promise<void> {
    const { store, wallNow, onSynced } = this.#ports;
    this.#reading += 1;
    const reading = this.#reading;
    this.#held = [];
    const queue = this.#readQueue();
    const read = await this.#readJobs(() => reading === this.#reading);
    if (read === null) return;
    await queue;
    if (reading !== this.#reading) return;
    store.setState((state) => ({ ...applySnapshot(state, read.seq, read.jobs, wallNow()), line: 'up' }));
    const held = this.#held ?? [];
    this.#held = null;
    for (const batch of held) this.#apply(batch);
    onSynced();
  }

  /** @returns null when nobody wants it any more */
  async #readJobs(isWanted: () => boolean): Promise<{ seq: number; jobs: JobView[] } | null> {
    for (let readings = 1; ; readings += 1) {
      const read = await this.#readAllPages();
      if (!isWanted()) return null;
      if (read.ok && (read.value.isWhole || readings >= MOST_READINGS)) return read.value;
      if (read.ok) continue;
      readings = 0;
      this.#ports.store.setState({ line: 'down' });
      await this.#ports.wait(TRY_AGAIN_AFTER_MS);
      if (!isWanted()) return null;
    }
  }

  /** Each page begins with the last job of the one before: where it does not, jobs have moved from page to page. */
  async #readAllPages(): Promise<Result<{ seq: number; jobs: JobView[]; isWhole: boolean }>> {
    const jobs: JobView[] = [];
    let firstSeq: number | null = null;
    let isWhole = true;
    for (;;) {
      const last = jobs.pop();
      const page = await this.#ports.client.call('jobs.list', {
        states: null,
        offset: jobs.length,
        limit: PAGE_SIZE,
      });
      if (!page.ok) return page;
      firstSeq ??= page.value.seq;
      isWhole &&= last === undefined || page.value.jobs[0]?.uid === last.uid;
      jobs.push(...page.value.jobs);
      if (jobs.length >= page.value.total || page.value.jobs.length < 2)
        return { ok: true, value: { seq: firstSeq, jobs, isWhole } };
    }
  }

  /** What events do not carry: settings, preferences, models. One reading at a time, and one more if it was overtaken. */
  async #readQueue(): Promise<void> {
    this.#isQueueStale = true;
    if (this.#isReadingQueue) return;
    this.#isReadingQueue = true;
    while (this.#isQueueStale) {
      this.#isQueueStale = false;
      await this.#readQueueOnce();
    }
    this.#isReadingQueue = false;
  }

  /** Every finished recording says more about how fast its model is; no event tells that. */
  async #readSpeeds(): Promise<void> {
    if (this.#isReadingSpeeds) return;
    this.#isReadingSpeeds = true;
    const speeds = await this.#ports.client.call('models.speeds', {});
    this.#isReadingSpeeds = false;
    if (speeds.ok) this.#ports.store.setState({ speeds: speeds.value.speeds });
  }

  async #readQueueOnce(): Promise<void> {
    const { client, store } = this.#ports;
    const [status, preferences, models, speeds, host] = await Promise.all([
      client.call('queue.status', {}),
      client.call('preferences.get', {}),
      client.call('models.list', {}),
      client.call('models.speeds', {}),
      store.getState().host === null ? client.call('host.describe', {}) : null,
    ]);
    const orderBefore = store.getState().status?.settings.order;
    store.setState((state) => ({
      status: status.ok ? status.value : state.status,
      preferences: preferences.ok ? preferences.value : state.preferences,
      models: models.ok ? models.value.models : state.models,
      speeds: speeds.ok ? speeds.value.speeds : state.speeds,
      host: host?.ok === true ? host.value : state.host,
    }));
    // The whole line stands in another order, which no event tells.
    const isReordered = status.ok && orderBefore !== undefined && orderBefore !== status.value.settings.order;
    if (isReordered && this.#held === null) void this.#synchronise();
  }
}

function isEndOfRun(event: QueueEvent): boolean {
  return event.kind === 'job-changed' && event.job.status.state === 'completed';
}
