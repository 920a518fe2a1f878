import type { EarshotError } from '../shared/errors.ts';
import type { Handlers } from './core/api/dispatch.ts';
import type { RunningQueue } from './core/api/running-queue.ts';
import type { OwnedLog } from './core/logging/create-log.ts';
import { untilNothingIsOwed } from './core/queue/followed-work.ts';
import { Housekeeping } from './core/queue/housekeeping.ts';
import { JobCommands } from './core/queue/job-commands.ts';
import { KnownRecordings } from './core/queue/known-recordings.ts';
import { newUid } from './core/queue/new-uid.ts';
import { queueMethods } from './core/queue/queue-methods.ts';
import { QueueWatch } from './core/queue/queue-watch.ts';
import { sweepUploads, UPLOADS_KEPT_MS } from './core/queue/sweep-files.ts';
import { lastBackUpAtMs, takeOver } from './core/queue/take-over.ts';
import type { AsyncStore } from './core/storage/store.ts';
import type { QueueOptions } from './queue-options.ts';
import { now, type QueueState, readState, wallNow } from './queue-state.ts';
import { assembleWork, type QueueWork, TICK_MS } from './queue-work.ts';

/** The queue as the program that runs it sees it. */
export type OwnQueue = RunningQueue & {
  /** Resolves when nobody attached waits for this owner any more, or the signal fires. */
  untilNothingIsOwed(signal: AbortSignal): Promise<void>;
};

function kill(pid: number): void {
  process.kill(pid, 'SIGKILL');
}

type Parts = {
  readonly options: QueueOptions;
  readonly store: AsyncStore;
  readonly boot: string;
  readonly state: QueueState;
  readonly work: QueueWork;
  readonly watch: QueueWatch;
  readonly housekeeping: Housekeeping;
};

/** Files are written to wherever the person wants; a drive that hangs must not keep the program. */
const LAST_EXPORTS_MS = 10_000;

/**
 * Starts the queue in a store that this program owns: finds what an earlier owner has left, brings it into order, and
 * goes on with whatever somebody follows. `stop` closes the store as well.
 *
 * @throws EarshotError what the store says; `model-missing`
 */
export async function startQueue(options: QueueOptions, store: AsyncStore): Promise<OwnQueue> {
  const { folders, version, log } = options;
  const boot = newUid();
  await takeOver({ store, boot, version, folders, kill, log, wallNow });
  const state = await readState(store);
  await clearUploads(folders.uploads, state, log);
  const lost = Promise.withResolvers<EarshotError>();
  const work = await assembleWork({ options, store, boot, state, onLost: lost.resolve });
  const parts: Parts = {
    options,
    store,
    boot,
    state,
    work,
    watch: assembleWatch(options, state, work),
    housekeeping: new Housekeeping({
      store,
      folders,
      book: state.book,
      isBusy: () => work.supervisor.runs.size > 0,
      lastBackUpAtMs: await lastBackUpAtMs(folders.backups),
      log,
      now,
      wallNow,
    }),
  };
  const stopping = new AbortController();
  const handlers = assembleHandlers(parts, stopping.signal);
  const endTicks = await begin(parts);
  const { hub, followers, book } = state;
  return {
    handlers,
    hub,
    followers,
    lost: lost.promise,
    untilNothingIsOwed: (signal) => untilNothingIsOwed(followers, book, hub, signal),
    stop: async () => {
      stopping.abort();
      endTicks();
      await end(parts);
    },
  };
}

async function clearUploads(uploads: string, { book }: QueueState, log: OwnedLog): Promise<void> {
  const read = new Set(Array.from(book.all(), ({ source }) => source.path));
  await sweepUploads(uploads, (path) => read.has(path), wallNow() - UPLOADS_KEPT_MS, log);
}

function assembleWatch({ log }: QueueOptions, { book, followers }: QueueState, work: QueueWork): QueueWatch {
  const { supervisor, chances, resources, holds } = work;
  return new QueueWatch({
    book,
    supervisor,
    causesGone: () => chances.causesGone,
    slots: () => resources.plan.slots,
    mayStart: () => holds.now.length === 0,
    isWanted: ({ uid }) => followers.isFollowed(uid),
    onStuck: ({ uid, rule, forMs }) => log.error('queue.stuck', { job: uid, rule, forMs }),
    tickMs: TICK_MS,
    now,
  });
}

function assembleHandlers({ options, store, state, work, watch }: Parts, signal: AbortSignal): Handlers {
  const { installation, version } = options;
  const { book, hub, settings, preferences, speeds, exportedFiles } = state;
  const { supervisor, finished, artefacts, copies, holds, resources } = work;
  const reschedule = (): void => supervisor.reschedule();
  const startedAtMs = wallNow();
  const commands = new JobCommands(book, store, {
    useOwnOrder: async () => void (await settings.change({ order: 'my-order' })),
    stop: (record) => supervisor.stopRun(record),
    pauseAfterChunks: (record) => supervisor.pauseAfterChunks(record),
    reschedule,
    flush: () => hub.flush(),
  });
  return queueMethods({
    book,
    store,
    commands,
    finished,
    settings,
    preferences,
    artefacts,
    calibrations: () => speeds.all,
    known: new KnownRecordings({
      book,
      store,
      commands,
      finished,
      exportedFiles,
      copies,
      reschedule,
      untilIdle: (uid) => supervisor.untilIdle(uid),
    }),
    models: installation.models,
    onModelsChanged: async () => {
      resources.setModels(await installation.models.list());
      hub.publish({ kind: 'queue-changed' });
    },
    status: () => ({
      owner: { pid: process.pid, version, startedAtMs },
      counts: book.counts(),
      holds: holds.now,
      slots: resources.plan.slots,
      stuck: [...watch.stuck],
      settings: settings.current,
    }),
    reschedule,
    seq: () => hub.seq,
    signal,
  });
}

/** Lets everything begin. @returns ends the ticks */
async function begin({ options, store, state, work, watch, housekeeping }: Parts): Promise<() => void> {
  const { book, hub, followers, settings } = state;
  const { supervisor, finished, holds, resources, room } = work;
  // The last questions that may fail: nobody would end what has begun before them.
  const owed = new Set([...(await store.owedExports()), ...(await store.owedSidecars())]);
  options.log.showDetails(settings.current.logDetails);
  settings.onChange((changed) => {
    book.setOrder(changed.order);
    book.maxAttempts = changed.maxAttempts;
    options.log.showDetails(changed.logDetails);
    resources.refresh();
    void room.check();
    hub.publish({ kind: 'queue-changed' });
    supervisor.reschedule();
    hub.flush();
  });
  followers.onChange(() => supervisor.reschedule());
  await room.start();
  supervisor.start();
  for (const uid of owed) {
    const record = book.find(uid);
    if (record !== undefined) void finished.settle(record);
  }
  const timer = setInterval(() => {
    resources.refresh();
    holds.tick();
    supervisor.tick();
    watch.tick();
    housekeeping.tick();
  }, TICK_MS);
  return () => clearInterval(timer);
}

/** Everything that ran goes back to the waiting; what is being written is written. */
async function end({ options, store, boot, work, housekeeping }: Parts): Promise<void> {
  const { supervisor, finished, artefacts, room, registry } = work;
  room.stop();
  try {
    await Promise.all([supervisor.stop(), artefacts.close()]);
    await atMost(LAST_EXPORTS_MS, finished.settled());
    await housekeeping.settled();
    await registry.settled();
    await store.endBoot(boot);
  } finally {
    // Its thread would keep the program alive for ever.
    await store.close();
    options.log.info('queue.closed', { boot });
  }
}

async function atMost(limitMs: number, work: Promise<void>): Promise<void> {
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, limitMs);
  await Promise.race([work, limit.promise]);
  clearTimeout(timer);
}
