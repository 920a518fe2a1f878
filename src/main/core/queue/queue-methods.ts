import type { JobView } from '../../../shared/contract/job.ts';
import type { MethodInput, MethodOutput, QueueStatus } from '../../../shared/contract/methods.ts';
import { EarshotError } from '../../../shared/errors.ts';
import type { Handlers } from '../api/dispatch.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { AsyncStore } from '../storage/store.ts';
import { addRecordings } from './add-recordings.ts';
import type { FinishedJobs } from './finished-jobs.ts';
import { inTurn } from './in-turn.ts';
import type { JobBook } from './job-book.ts';
import type { JobCommands } from './job-commands.ts';
import type { KnownRecordings } from './known-recordings.ts';
import { relocateJob } from './relocate-job.ts';
import type { SettingsInForce } from './settings-in-force.ts';

export type QueueMethodsPorts = {
  readonly book: JobBook;
  readonly store: AsyncStore;
  readonly commands: JobCommands;
  readonly finished: FinishedJobs;
  readonly known: KnownRecordings;
  readonly settings: SettingsInForce;
  readonly models: Pick<ModelCatalog, 'views' | 'verify' | 'importModel'>;
  readonly onModelsChanged: () => Promise<void>;
  readonly status: () => QueueStatus;
  /** Something may be started now. */
  readonly reschedule: () => void;
  /** Number of the newest event. */
  readonly seq: () => number;
  /** Fires when the owner stops. */
  readonly signal: AbortSignal;
};

/** The methods of one area: `jobs.list`, `jobs.get`, … */
type Methods<Area extends string> = Pick<Handlers, Extract<keyof Handlers, `${Area}.${string}`>>;

/** What the queue answers to each method of the contract. */
export function queueMethods(ports: QueueMethodsPorts): Handlers {
  return { ...ofQueue(ports), ...ofJobs(ports), ...ofTranscripts(ports), ...ofModels(ports) };
}

function ofQueue({ known, settings, status, signal }: QueueMethodsPorts): Methods<'queue'> {
  // Two that look at the same new recording at the same time would both add it.
  const adding = inTurn();
  const setPaused = async (isPaused: boolean): Promise<Record<string, never>> => {
    await settings.change({ isPaused });
    return {};
  };
  return {
    'queue.add': (input) => adding(() => addRecordings(input, known, signal)),
    'queue.status': () => Promise.resolve(status()),
    'queue.configure': (input) => settings.change(whatIsSet(input.settings)),
    'queue.pause': () => setPaused(true),
    'queue.resume': () => setPaused(false),
  };
}

function ofJobs({ book, store, commands, finished, reschedule, seq }: QueueMethodsPorts): Methods<'jobs'> {
  return {
    'jobs.list': (input) => Promise.resolve(listJobs(book, input, seq())),
    'jobs.get': async ({ uid }) => book.view(book.get(uid)),
    'jobs.history': async ({ uid }) => ({ entries: await store.history(book.get(uid).id) }),
    'jobs.pause': ({ jobs, running }) => commands.pause(jobs, running),
    'jobs.resume': ({ jobs }) => commands.resume(jobs),
    'jobs.cancel': ({ jobs }) => commands.cancel(jobs),
    'jobs.retry': ({ jobs }) => commands.retry(jobs),
    'jobs.redo': ({ jobs, options }) => commands.redo(jobs, whatIsSet(options)),
    'jobs.move': async ({ uid, to }) => {
      await commands.move(uid, to);
      return {};
    },
    'jobs.prioritise': ({ jobs, priority }) => commands.prioritise(jobs, priority),
    'jobs.relocate': async (input) => {
      await relocateJob(input, { book, store, commands, reschedule });
      finished.changed(input.uid);
      return {};
    },
    'jobs.remove': ({ jobs }) => commands.remove(jobs),
    'jobs.restore': ({ jobs }) => commands.restore(jobs),
    'jobs.export': async ({ uid, exports }) => ({
      files: [...(await finished.export(book.get(uid), exports))],
    }),
  };
}

function ofTranscripts({ book, store, finished }: QueueMethodsPorts): Methods<'transcript'> {
  return {
    'transcript.get': async ({ uid, revision }) => {
      const transcript = await store.transcript(book.get(uid).uid, revision);
      if (transcript !== null) return transcript;
      throw new EarshotError(
        'job-not-found',
        `Job ${uid} has no text${revision === null ? ' yet' : ` of revision ${revision}`}.`,
      );
    },
    'transcript.chunks': async ({ uid, from }) => {
      const { id, revision } = book.get(uid);
      return { revision, chunks: await store.segmentsFrom(id, from) };
    },
    'transcript.edit': async ({ uid, segmentId, text }) => {
      if (!(await store.editSegment(book.get(uid).id, segmentId, text.normalize('NFC')))) {
        throw new EarshotError('job-not-found', `Job ${uid} has no segment ${segmentId}.`);
      }
      const record = await store.job(uid);
      if (record !== null) book.apply(record);
      finished.changed(uid);
      return {};
    },
    'transcript.search': async ({ query, limit }) => ({ hits: await store.search(query, limit) }),
  };
}

function ofModels({ models, onModelsChanged, signal }: QueueMethodsPorts): Methods<'models'> {
  return {
    'models.list': async () => ({ models: await models.views() }),
    'models.verify': ({ id }) => models.verify(id, signal),
    'models.import': async ({ path }) => {
      const model = await models.importModel(path, signal);
      await onModelsChanged();
      return model;
    },
  };
}

function listJobs(
  book: JobBook,
  { states, offset, limit }: MethodInput<'jobs.list'>,
  seq: number,
): MethodOutput<'jobs.list'> {
  const records = states === null ? [...book.all()] : book.inState(...states);
  const jobs: JobView[] = records.slice(offset, offset + limit).map((record) => book.view(record));
  return { seq, total: records.length, jobs };
}

/** A field that is there without a value changes nothing. */
function whatIsSet<T extends object>(change: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const set: { [Key in keyof T]?: Exclude<T[Key], undefined> } = {};
  for (const key in change) {
    const value = change[key];
    if (isSet(value)) set[key] = value;
  }
  return set;
}

function isSet<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}
