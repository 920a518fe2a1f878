import type { JobOptions } from '../../../shared/job-options.ts';

/** A recording and how it is to be heard. Which model hears it is the engine's matter. */
export type RecordingRequest = Omit<JobOptions, 'model' | 'device' | 'threads'> & { readonly file: string };
