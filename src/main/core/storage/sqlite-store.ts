import type { ExportStatus, JobHistoryEntry } from '../../../shared/contract/job.ts';
import type { QueueSettings, SearchHit } from '../../../shared/contract/methods.ts';
import type { Failure } from '../../../shared/errors.ts';
import type { ExportRule, JobOptions } from '../../../shared/job-options.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import type { Segment, Transcript } from '../../../shared/transcript.ts';
import type { PlannedChunk } from '../transcription/chunk-feed.ts';
import type { FinishedChunk, ResumePoint, SpeechSlice } from '../transcription/chunk-journal.ts';
import type { Backups } from './backups.ts';
import type { Connection } from './connection.ts';
import type { Sidecar } from './sidecar.ts';
import type {
  Artefact,
  ArtefactKind,
  Calibration,
  ChildRecord,
  EngineRecord,
  Fence,
  JobRecord,
  NewJob,
  PurgedJob,
  Recovery,
  RunSummary,
  SourceFingerprint,
  Step,
  StoredChunk,
  StoreReader,
  StoreWriter,
} from './store.ts';
import { openTables, type Tables } from './tables.ts';

export type SqliteStoreOptions = {
  readonly connection: Connection;
  readonly backups: Backups;
  /** Where each finished job is kept as a file of its own. */
  readonly transcriptsFolder: string;
  /** Wall time, milliseconds since 1970, for display. */
  readonly now: () => number;
};

/**
 * The queue in one SQLite database. Every method is one transaction and blocks its thread until it is on the disk: it
 * runs in a thread of its own, see `worker-store.ts`.
 */
export class SqliteStore implements StoreReader, StoreWriter {
  readonly #connection: Connection;
  readonly #backups: Backups;
  readonly #tables: Tables;

  /** @param options with a connection to a database of the newest version */
  constructor({ connection, backups, transcriptsFolder, now }: SqliteStoreOptions) {
    this.#connection = connection;
    this.#backups = backups;
    this.#tables = connection.read(() => openTables(connection, transcriptsFolder, now));
  }

  jobs(): JobRecord[] {
    return this.#read(({ jobs }) => jobs.all());
  }

  job(uid: string): JobRecord | null {
    return this.#read(({ jobs }) => jobs.byUid(uid));
  }

  jobsOfSource(source: SourceFingerprint): JobRecord[] {
    return this.#read(({ jobs }) => jobs.ofSource(source));
  }

  resumePoint(jobId: number): ResumePoint {
    return this.#read(({ chunks }) => chunks.resumePoint(jobId));
  }

  transcript(uid: string, revision: number | null): Transcript | null {
    return this.#read(({ transcripts }) => transcripts.read(uid, revision));
  }

  segmentsFrom(jobId: number, sequence: number): { sequence: number; segments: Segment[] }[] {
    return this.#read(({ chunks }) => chunks.segmentsFrom(jobId, sequence));
  }

  history(jobId: number): JobHistoryEntry[] {
    return this.#read(({ events }) => events.ofJob(jobId));
  }

  search(query: string, limit: number): SearchHit[] {
    return this.#read(({ search }) => search.find(query, limit));
  }

  settings(): QueueSettings {
    return this.#read(({ settings }) => settings.queue());
  }

  preferences(): Preferences {
    return this.#read(({ settings }) => settings.preferences());
  }

  artefact(jobId: number, kind: ArtefactKind): Artefact | null {
    return this.#read(({ artefacts }) => artefacts.find(jobId, kind));
  }

  artefactFiles(): string[] {
    return this.#read(({ artefacts }) => artefacts.fileNames());
  }

  calibrations(): Calibration[] {
    return this.#read(({ settings }) => settings.calibrations());
  }

  foreignChildren(boot: string): ChildRecord[] {
    return this.#read(({ owners }) => owners.foreignChildren(boot));
  }

  owedExports(): string[] {
    return this.#read(({ jobs }) => jobs.owingExports());
  }

  owedSidecars(): string[] {
    return this.#read(({ files }) => files.owed());
  }

  addJobs(jobs: readonly NewJob[]): JobRecord[] {
    return this.#write(({ intake }) => intake.add(jobs));
  }

  step(step: Step): JobRecord | null {
    return this.steps([step])[0] ?? null;
  }

  steps(wanted: readonly Step[]): (JobRecord | null)[] {
    return this.#write(({ steps }) => wanted.map((step) => steps.takePlain(step)));
  }

  start(jobId: number, boot: string): JobRecord | null {
    return this.#write(({ steps }) =>
      steps.take({ jobId, event: 'start', actor: 'queue', epoch: null }, boot),
    );
  }

  setEngine(fence: Fence, engine: EngineRecord): boolean {
    return this.#write(({ revisions }) => revisions.setEngine(fence, engine));
  }

  addSpeechSlice(fence: Fence, slice: SpeechSlice): boolean {
    return this.#write(({ chunks }) => chunks.addSpeechSlice(fence, slice));
  }

  startChunk(fence: Fence, planned: PlannedChunk): boolean {
    return this.#write(({ commit }) => commit.start(fence, planned));
  }

  failChunk(fence: Fence, sequence: number, failure: Failure): boolean {
    return this.#write(({ commit }) => commit.fail(fence, sequence, failure));
  }

  finishChunk(fence: Fence, chunk: FinishedChunk): StoredChunk | null {
    return this.#write(({ commit }) => commit.finish(fence, chunk));
  }

  addNotice(jobId: number, message: string): JobRecord | null {
    return this.#write(({ jobs }) => jobs.addNotice(jobId, message));
  }

  complete(fence: Fence, summary: RunSummary): JobRecord | null {
    return this.#write(({ revisions }) => revisions.complete(fence, summary));
  }

  redo(jobId: number, options: JobOptions): JobRecord | null {
    return this.#write(({ revisions }) => revisions.redo(jobId, options));
  }

  setExportStatus(jobId: number, status: ExportStatus): JobRecord | null {
    return this.#write(({ jobs }) => jobs.setExportStatus(jobId, status));
  }

  setExports(jobId: number, exports: ExportRule): JobRecord | null {
    return this.#write(({ jobs }) => jobs.setExports(jobId, exports));
  }

  setPriority(jobIds: readonly number[], priority: number): JobRecord[] {
    return this.#write(({ jobs }) => jobs.setPriority(jobIds, priority));
  }

  setRanks(ranks: readonly { jobId: number; rank: number }[]): JobRecord[] {
    return this.#write(({ jobs }) => jobs.setRanks(ranks));
  }

  relocate(jobId: number, source: SourceFingerprint): JobRecord | null {
    return this.#write(({ jobs }) => jobs.relocate(jobId, source));
  }

  replaceSource(jobId: number, source: SourceFingerprint): JobRecord | null {
    return this.#write(({ replacement }) => replacement.take(jobId, source));
  }

  writeSidecar(jobId: number): boolean {
    return this.#write(({ files }) => files.write(jobId));
  }

  editSegment(jobId: number, segmentId: string, text: string): boolean {
    return this.#write(({ edits }) => edits.edit(jobId, segmentId, text));
  }

  remove(jobIds: readonly number[]): string[] {
    return this.#write(({ removal }) => removal.remove(jobIds));
  }

  restore(uids: readonly string[]): JobRecord[] {
    return this.#write(({ removal }) => removal.restore(uids));
  }

  purge(beforeMs: number): PurgedJob[] {
    return this.#write(({ removal }) => removal.purge(beforeMs));
  }

  saveSettings(settings: QueueSettings): void {
    this.#write((tables) => tables.settings.saveQueue(settings));
  }

  savePreferences(preferences: Preferences): void {
    this.#write((tables) => tables.settings.savePreferences(preferences));
  }

  saveArtefact(jobId: number, artefact: Artefact): boolean {
    return this.#write(({ artefacts }) => artefacts.put(jobId, artefact));
  }

  saveCalibration(calibration: Calibration): void {
    this.#write(({ settings }) => settings.saveCalibration(calibration));
  }

  childStarted(boot: string, child: ChildRecord): void {
    this.#write(({ owners }) => owners.childStarted(boot, child));
  }

  childEnded(boot: string, pid: number): void {
    this.#write(({ owners }) => owners.childEnded(boot, pid));
  }

  forgetForeignChildren(boot: string): void {
    this.#write(({ owners }) => owners.forgetForeignChildren(boot));
  }

  recover(boot: string, version: string, crashLimit: number): Recovery {
    return this.#write(({ recovery }) => recovery.recover(boot, version, crashLimit));
  }

  /** After damage was met the end does not count as clean, so that the next start looks at the whole file. */
  endBoot(boot: string): void {
    if (this.#connection.isDamaged) return;
    this.#write(({ owners }) => owners.end(boot));
  }

  backUp(): string {
    return this.#backups.make(this.#connection);
  }

  checkpoint(): void {
    this.#connection.checkpoint();
  }

  /** Makes the search index anew if it is damaged or out of step. @returns whether it was */
  repairSearch(): boolean {
    return this.#write(({ search }) => search.repair());
  }

  /** @returns whether the job was missing. */
  importSidecar(sidecar: Sidecar): boolean {
    return this.#write(({ sidecars }) => sidecars.take(sidecar));
  }

  close(): void {
    this.#connection.close();
  }

  #read<T>(work: (tables: Tables) => T): T {
    return this.#connection.read(() => work(this.#tables));
  }

  #write<T>(work: (tables: Tables) => T): T {
    return this.#connection.write(() => work(this.#tables));
  }
}
