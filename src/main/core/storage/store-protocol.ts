import { z } from 'zod';
import type { Failure } from '../../../shared/errors.ts';
import type { OpenReport } from './open-store.ts';
import type { StoreReader, StoreWriter } from './store.ts';

type MethodName = keyof (StoreReader & StoreWriter);

/** Every method of the store: what may be called across threads. */
export const STORE_METHODS = [
  'jobs',
  'job',
  'jobsOfSource',
  'resumePoint',
  'transcript',
  'segmentsFrom',
  'history',
  'search',
  'settings',
  'preferences',
  'artefact',
  'artefactFiles',
  'calibrations',
  'foreignChildren',
  'owedExports',
  'owedSidecars',
  'addJobs',
  'step',
  'steps',
  'start',
  'setEngine',
  'addSpeechSlice',
  'startChunk',
  'failChunk',
  'finishChunk',
  'addNotice',
  'complete',
  'redo',
  'setExportStatus',
  'setExports',
  'setPriority',
  'setRanks',
  'relocate',
  'replaceSource',
  'writeSidecar',
  'editSegment',
  'remove',
  'restore',
  'purge',
  'saveSettings',
  'savePreferences',
  'saveArtefact',
  'saveCalibration',
  'childStarted',
  'childEnded',
  'forgetForeignChildren',
  'recover',
  'endBoot',
  'backUp',
  'checkpoint',
] as const satisfies readonly MethodName[];

/** Does not compile while a method of the store is missing from the list. */
export type StoreMethod<Name extends (typeof STORE_METHODS)[number] = MethodName> = Name;

/** What the worker is started with. */
export const workerStartSchema = z.strictObject({ folder: z.string().min(1) });
export type WorkerStart = z.infer<typeof workerStartSchema>;

/** One call of the store; `args` fit the method of that name. */
export type StoreCall = {
  readonly kind: 'call';
  readonly id: number;
  readonly method: StoreMethod;
  readonly args: readonly unknown[];
};

/** What the thread is told. */
export type ToWorker = StoreCall | { readonly kind: 'close' };

/** What the thread answers: first whether the store is open, then one answer a call. */
export type FromWorker =
  | { readonly kind: 'opened'; readonly report: OpenReport }
  | { readonly kind: 'not-opened'; readonly error: Failure }
  | { readonly kind: 'returned'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Failure };
