import type { JobView } from '../../../shared/contract/job.ts';
import type { MethodInput, MethodOutput, QueueStatus } from '../../../shared/contract/methods.ts';
import { EarshotError } from '../../../shared/errors.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import type { Handlers } from '../api/dispatch.ts';
import { PEAKS_PER_SECOND } from '../media/peak-meter.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { AsyncStore, Calibration } from '../storage/store.ts';
import { addRecordings } from './add-recordings.ts';
import type { Artefacts } from './artefacts.ts';
import type { FinishedJobs } from './finished-jobs.ts';
import { inTurn } from './in-turn.ts';
import type { JobBook } from './job-book.ts';
import type { JobCommands } from './job-commands.ts';
import type { KnownRecordings } from './known-recordings.ts';
import type { PreferencesInForce } from './preferences-in-force.ts';
import { relocateJob } from './relocate-job.ts';
import { renderJob } from './render-job.ts';
import type { SettingsInForce } from './settings-in-force.ts';
import { speedsOf } from './speeds.ts';
import { whatIsSet } from './what-is-set.ts';

export type QueueMethodsPorts = {
  readonly book: JobBook;
  readonly store: AsyncStore;
  readonly commands: JobCommands;
  readonly finished: FinishedJobs;
  readonly known: KnownRecordings;
  readonly settings: SettingsInForce;
  readonly preferences: PreferencesInForce;
  readonly artefacts: Pick<Artefacts, 'peaks' | 'playable'>;
  readonly calibrations: () => readonly Calibration[];
  readonly models: Pick<ModelCatalog, 'views' | 'verify' | 'importModel'>;
  /** Models have come, gone, or were found damaged. */
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
  return {
    ...ofQueue(ports),
    ...ofJobs(ports),
    ...ofTranscripts(ports),
    ...ofMedia(ports),
    ...ofPreferences(ports),
    ...ofModels(ports),
  };
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
    'transcript.get': ({ uid, revision }) => textOf(store, book.get(uid).uid, revision),
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
    'transcript.render': async ({ uid, revision, format }) =>
      renderJob(book.get(uid), await textOf(store, book.get(uid).uid, revision), format),
  };
}

function ofMedia({ artefacts }: QueueMethodsPorts): Methods<'media'> {
  return {
    'media.peaks': async ({ uid }) => ({
      peaks: [...(await artefacts.peaks(uid))],
      peaksPerSecond: PEAKS_PER_SECOND,
    }),
    'media.playback': ({ uid }) => artefacts.playable(uid),
  };
}

function ofPreferences({ preferences }: QueueMethodsPorts): Methods<'preferences'> {
  return {
    'preferences.get': () => Promise.resolve(preferences.current),
    'preferences.change': ({ change }) => preferences.change(change),
  };
}

function ofModels({ models, onModelsChanged, calibrations, signal }: QueueMethodsPorts): Methods<'models'> {
  return {
    'models.list': async () => ({ models: await models.views() }),
    'models.speeds': () => Promise.resolve({ speeds: speedsOf(calibrations()) }),
    'models.verify': async ({ id }) => {
      const before = (await models.views()).find((model) => model.id === id);
      const model = await models.verify(id, signal);
      if (model.state !== before?.state) await onModelsChanged();
      return model;
    },
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

/** @throws EarshotError `job-not-found` */
async function textOf(
  store: Pick<AsyncStore, 'transcript'>,
  uid: string,
  revision: number | null,
): Promise<Transcript> {
  const transcript = await store.transcript(uid, revision);
  if (transcript !== null) return transcript;
  const which = revision === null ? ' yet' : ` of revision ${revision}`;
  throw new EarshotError('job-not-found', `Job ${uid} has no text${which}.`);
}
