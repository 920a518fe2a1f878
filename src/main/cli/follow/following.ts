import type { Disposition } from '../../../shared/contract/methods.ts';
import type { ExportRule } from '../../../shared/job-options.ts';
import type { OpenQueue } from '../../queue-access.ts';
import type { View } from '../view.ts';
import type { JobInbox } from './job-inbox.ts';
import type { PatientReader } from './patient-reader.ts';

/** A job as the queue has taken it. */
export type AddedJob = { readonly uid: string; readonly path: string; readonly disposition: Disposition };

/** What all jobs of one run share while they are followed. */
export type Following = {
  readonly queue: OpenQueue;
  readonly inbox: JobInbox;
  readonly reader: PatientReader;
  readonly view: View;
  readonly exports: ExportRule;
  /** Fires when nobody wants to follow any more. */
  readonly signal: AbortSignal;
  /** Why nothing is started, as far as it was told: once is enough for all jobs. */
  readonly toldHolds: Set<string>;
};
