import type { BlockReason, ExportStatus, JobHistoryEntry } from '../../../shared/contract/job.ts';
import type { QueueSettings, SearchHit } from '../../../shared/contract/methods.ts';
import type { Failure } from '../../../shared/errors.ts';
import type { ExportRule, JobOptions } from '../../../shared/job-options.ts';
import type { JobEvent, JobState } from '../../../shared/job-state.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import type { Segment, Transcript } from '../../../shared/transcript.ts';
import type { PlannedChunk } from '../transcription/chunk-feed.ts';
import type { FinishedChunk, ResumePoint, SpeechSlice } from '../transcription/chunk-journal.ts';

/** How a recording is known again: the same content under another name, or other content under the same name. */
export type SourceFingerprint = {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** SHA-256 over size, first and last mebibyte; null until it was read. */
  readonly partialHash: string | null;
};

/** What is known of a recording beyond its name; null fields are not known yet. */
export type SourceFacts = {
  readonly durationMs: number | null;
  /** ISO 8601, from the recording's own tags. */
  readonly recordedAt: string | null;
};

/** A job as it is added; the rest of it begins with what every new job has. */
export type NewJob = {
  readonly uid: string;
  readonly batchUid: string | null;
  readonly source: SourceFingerprint;
  /** The folder that was searched when the recording was found in one; exports into another folder keep its shape. */
  readonly foundIn: string | null;
  /** A copy of the recording in Earshot's own folder, which is then what is read; null to read the source. */
  readonly managedCopy: string | null;
  readonly options: JobOptions;
  readonly exports: ExportRule;
};

/** What the engine was when it began with a revision; a resumed revision that finds another one says so. */
export type EngineRecord = {
  readonly name: string;
  readonly variant: string;
  readonly backend: string;
  readonly model: string;
  readonly modelSha256: string;
};

/** One job with its working revision, as it is stored. */
export type JobRecord = NewJob & {
  readonly id: number;
  readonly state: JobState;
  readonly blockReason: BlockReason | null;
  readonly failure: Failure | null;
  readonly facts: SourceFacts;
  readonly priority: number;
  /** Places among the waiting: by arrival, and by the person's own order. */
  readonly arrival: number;
  readonly rank: number;
  /** Grows with every start; only the run that holds the newest one may write. */
  readonly epoch: number;
  readonly attempt: number;
  /** Steps down the ladder of smaller work, see `model-ladder.ts`. */
  readonly downgrades: number;
  /** Programs that died in a row while they worked on this job, without a chunk stored in between. */
  readonly crashes: number;
  /** Wall time before which it is not tried again; 0 for at once. Not to be trusted after a restart of the clock. */
  readonly notBeforeMs: number;
  readonly revision: number;
  /** The revision whose text is shown, searched and exported: differs while a redo is under way. */
  readonly shownRevision: number;
  readonly engine: EngineRecord | null;
  readonly language: string | null;
  readonly chunksPlanned: number;
  readonly chunksDone: number;
  readonly chunksGap: number;
  /** Media time whose text is stored without a hole before it. */
  readonly doneMs: number;
  readonly workMs: number;
  readonly notices: readonly string[];
  readonly exportStatus: ExportStatus;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  readonly updatedAtMs: number;
};

/** Who asked for a step. */
export type Actor = JobHistoryEntry['actor'];

/** One step of a job through `job-state.ts`, with what belongs to it. */
export type Step = {
  readonly jobId: number;
  readonly event: JobEvent;
  readonly actor: Actor;
  /** For what a run says of itself: refused when a newer run has begun. Null for what comes from outside. */
  readonly epoch: number | null;
  readonly blockReason?: BlockReason;
  readonly failure?: Failure;
  readonly notBeforeMs?: number;
  /** Counts one more try, or starts to count anew. */
  readonly attempt?: 'next' | 'reset';
  readonly downgrades?: number;
  readonly facts?: SourceFacts;
  readonly partialHash?: string;
  /** Working time of the run that ends with this step. */
  readonly workMs?: number;
};

/** A chunk that is on the disk: the job as it is now, and the text that is kept of the chunk. */
export type StoredChunk = {
  readonly job: JobRecord;
  readonly sequence: number;
  readonly segments: readonly Segment[];
};

/** The run that writes, and what it may write to. */
export type Fence = { readonly jobId: number; readonly epoch: number };

/** What a finished run says besides the text that is stored already. */
export type RunSummary = {
  readonly durationMs: number;
  readonly track: number;
  readonly warnings: readonly string[];
  readonly workMs: number;
};

/** How fast an engine is on this computer. */
export type Calibration = {
  readonly model: string;
  readonly device: string;
  readonly threads: number;
  /** Wall time for each unit of media time, a moving average. */
  readonly realTimeFactor: number;
  readonly samples: number;
};

/** A child process that must not outlive its owner. */
export type ChildRecord = {
  readonly pid: number;
  /** What tells this process from a later one of the same number, see `process-identity.ts`. */
  readonly startToken: string;
  readonly executable: string;
};

/** `peaks`: how loud it is; `playback`: a copy that browsers play. */
export type ArtefactKind = 'peaks' | 'playback';

/** What was made of a job's recording. */
export type Artefact = {
  readonly kind: ArtefactKind;
  /** Tells the content that it was made from: of another one it says nothing. */
  readonly madeFrom: string;
  readonly sizeBytes: number;
} & ({ readonly data: Uint8Array } | { readonly fileName: string });

/** A job that is deleted for good. */
export type PurgedJob = {
  readonly uid: string;
  /** Where its recording was. */
  readonly sourcePath: string;
  readonly managedCopy: string | null;
  /** Of its copy to be played, in the folder for artefacts. */
  readonly playbackFile: string | null;
};

/** What an owner found at its start, after it was brought into order. */
export type Recovery = {
  readonly boot: string;
  readonly previousEndWasClean: boolean;
  /** Jobs whose state was changed. */
  readonly recovered: readonly JobRecord[];
};

/** All reads. None of them changes anything, and each sees one moment of the database. */
export interface StoreReader {
  /** All jobs that were not removed, by arrival. */
  jobs(): JobRecord[];
  job(uid: string): JobRecord | null;
  /** The same file untouched, or the same content wherever it lies; not among removed jobs. */
  jobsOfSource(source: SourceFingerprint): JobRecord[];
  resumePoint(jobId: number): ResumePoint;
  /** The stored text of a revision; complete only when its run was. @returns null when there is no such revision */
  transcript(uid: string, revision: number | null): Transcript | null;
  /** Chunks of the working revision with text from `sequence` on, for who joins late; also what is being tried again. */
  segmentsFrom(jobId: number, sequence: number): { sequence: number; segments: Segment[] }[];
  /** The newest 500 entries, the oldest of them first. */
  history(jobId: number): JobHistoryEntry[];
  search(query: string, limit: number): SearchHit[];
  settings(): QueueSettings;
  preferences(): Preferences;
  calibrations(): Calibration[];
  artefact(jobId: number, kind: ArtefactKind): Artefact | null;
  /** Names of all files that belong to artefacts. */
  artefactFiles(): string[];
  /** Children of owners that are gone. */
  foreignChildren(boot: string): ChildRecord[];
  /** Jobs whose export is owed. */
  owedExports(): string[];
  /** Jobs whose shown text is complete and is not in their transcript file, or not as it is now. */
  owedSidecars(): string[];
}

/** All writes. Each is one transaction that is on the disk when it returns. */
export interface StoreWriter {
  addJobs(jobs: readonly NewJob[]): JobRecord[];
  /** @returns the job as it is now, or null when the step was refused (which is written down) */
  step(step: Step): JobRecord | null;
  /** Several steps in one transaction, each accepted or refused on its own. */
  steps(steps: readonly Step[]): (JobRecord | null)[];
  /** `start` with a new epoch. */
  start(jobId: number, boot: string): JobRecord | null;
  setEngine(fence: Fence, engine: EngineRecord): boolean;
  addSpeechSlice(fence: Fence, slice: SpeechSlice): boolean;
  startChunk(fence: Fence, planned: PlannedChunk): boolean;
  failChunk(fence: Fence, sequence: number, failure: Failure): boolean;
  /**
   * Segments, words, search index, counters, language and history in one transaction. Of a chunk whose gaps are tried again
   * the old text stays when the new one does not lack less; edits of a person are carried over.
   *
   * @returns null when fenced off
   */
  finishChunk(fence: Fence, chunk: FinishedChunk): StoredChunk | null;
  addNotice(jobId: number, message: string): JobRecord | null;
  /** @returns null when refused, also when nothing but gaps was found: the run has failed then */
  complete(fence: Fence, summary: RunSummary): JobRecord | null;
  redo(jobId: number, options: JobOptions): JobRecord | null;
  setExportStatus(jobId: number, status: ExportStatus): JobRecord | null;
  setExports(jobId: number, exports: ExportRule): JobRecord | null;
  setPriority(jobIds: readonly number[], priority: number): JobRecord[];
  /** The person's own order: `ranks` for the jobs that move. */
  setRanks(ranks: readonly { jobId: number; rank: number }[]): JobRecord[];
  /** The same recording elsewhere. */
  relocate(jobId: number, source: SourceFingerprint): JobRecord | null;
  /**
   * Another recording in the place of the old one, which is read itself from now on: a managed copy is forgotten, and its
   * file is the caller's to remove. What was planned or heard stays as an older revision, and a new one with the same
   * options begins; final and waiting jobs are queued again, paused ones stay paused.
   *
   * @returns null while the job has a run (running, pausing, canceling), and for a job that is not there
   */
  replaceSource(jobId: number, source: SourceFingerprint): JobRecord | null;
  /**
   * Writes or replaces the transcript file of a job whose shown text is complete.
   *
   * @returns false when it is not complete, and nothing is owed
   */
  writeSidecar(jobId: number): boolean;
  editSegment(jobId: number, segmentId: string, text: string): boolean;
  remove(jobIds: readonly number[]): string[];
  restore(uids: readonly string[]): JobRecord[];
  /**
   * Deletes for good what was removed before `beforeMs`, with its transcript files.
   *
   * @returns the jobs, whose files are to go as well
   */
  purge(beforeMs: number): PurgedJob[];
  saveSettings(settings: QueueSettings): void;
  savePreferences(preferences: Preferences): void;
  /** Takes the place of the one of its kind. @returns false when the job is not there any more */
  saveArtefact(jobId: number, artefact: Artefact): boolean;
  saveCalibration(calibration: Calibration): void;
  childStarted(boot: string, child: ChildRecord): void;
  childEnded(boot: string, pid: number): void;
  forgetForeignChildren(boot: string): void;
  /** The first thing an owner does: every job into a state from which it can go on. */
  recover(boot: string, version: string, crashLimit: number): Recovery;
  /** The owner ends as planned. */
  endBoot(boot: string): void;
  /** A copy that was checked. @returns its path */
  backUp(): string;
  /** Returns space of the write-ahead log to the disk. */
  checkpoint(): void;
}

type Promised<Interface> = {
  [Method in keyof Interface]: Interface[Method] extends (...args: infer Args) => infer Returned
    ? (...args: Args) => Promise<Returned>
    : never;
};

/** The store as everyone but its own thread sees it. Every method may reject with `disk-full`, `database-unwritable` or `database-damaged`. */
export type AsyncStore = Promised<StoreReader & StoreWriter> & { close(): Promise<void> };
