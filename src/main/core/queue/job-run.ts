import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cancelled, type EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { EngineInfo } from '../engine/engine.ts';
import type { Decoding } from '../media/decode.ts';
import type { MediaTools } from '../media/resolve-ffmpeg.ts';
import { orAborted } from '../process/or-aborted.ts';
import type {
  AsyncStore,
  EngineRecord,
  Fence,
  JobRecord,
  RunSummary,
  StoredChunk,
} from '../storage/store.ts';
import type { PipelineEvent } from '../transcription/pipeline-events.ts';
import type { RecordingRequest } from '../transcription/recording-request.ts';
import { transcribeRecording } from '../transcription/transcribe-recording.ts';
import type { TranscriptionPorts } from '../transcription/transcription-ports.ts';
import type { ChosenWork } from './engine-choice.ts';
import type { EngineLoan, EnginePool, PreparedEngine } from './engine-pool.ts';
import { inKnownName } from './known-name.ts';
import type { ManagedCopies } from './managed-copy.ts';
import { RunSource } from './run-source.ts';
import { StoreJournal } from './store-journal.ts';

export type JobRunPorts = {
  readonly store: AsyncStore;
  readonly pool: EnginePool;
  readonly tools: (signal: AbortSignal) => Promise<MediaTools>;
  readonly transcription: (
    prepared: PreparedEngine,
    tools: MediaTools,
    work: ChosenWork,
  ) => TranscriptionPorts;
  readonly copies: ManagedCopies;
  /** Looks at decoded sound beside the run, and must be through with it before its files go. Never rejects. */
  readonly keepPeaks: (record: JobRecord, decoding: Decoding, signal: AbortSignal) => Promise<void>;
  /** Each run gets a folder of its own inside, which goes with it. */
  readonly tempFolder: string;
};

export type JobRunListener = {
  readonly onEvent: (event: PipelineEvent) => void;
  /** What is known of the job has changed, and is stored. */
  readonly onRecord: (record: JobRecord) => void;
  /** A chunk is on the disk. */
  readonly onStored: (stored: StoredChunk) => void;
  /** Something was repaired or is being tried again: a sentence for a person. */
  readonly onNotice: (message: string) => void;
};

export type RunEnd =
  | { readonly kind: 'completed'; readonly summary: Omit<RunSummary, 'workMs'> }
  | { readonly kind: 'stopped'; readonly error: EarshotError };

/** What an engine calls its back end there. */
const PROCESSOR = 'CPU';

/** One run of one job: from its source to stored text. It ends exactly once, and leaves nothing behind but what is stored. */
export class JobRun {
  readonly record: JobRecord;
  readonly fence: Fence;
  readonly #work: ChosenWork;
  readonly #ports: JobRunPorts;
  readonly #listener: JobRunListener;
  readonly #stop = new AbortController();
  #loan: EngineLoan | null = null;
  #journal: StoreJournal | null = null;
  #engine: EngineRecord | null = null;
  #pauseIsWanted = false;
  #hasLeftGraphics = false;
  #peaks: Promise<void> = Promise.resolve();

  /** @param record as `start` has returned it */
  constructor(record: JobRecord, work: ChosenWork, ports: JobRunPorts, listener: JobRunListener) {
    this.record = record;
    this.fence = { jobId: record.id, epoch: record.epoch };
    this.#work = work;
    this.#ports = ports;
    this.#listener = listener;
  }

  /** Whether chunks are being worked on that will be stored. */
  get isFinishingChunks(): boolean {
    return this.#hasChunksAtWork && !this.#stop.signal.aborted;
  }

  /** Whether its engine runs or is being started; true as long as it needs none. */
  get isEngineAlive(): boolean {
    return !this.#hasChunksAtWork || this.#loan === null || this.#loan.engine.isAlive;
  }

  /** Ends the run as soon as the engine lets go, within milliseconds; chunks at work are lost. */
  stop(reason: EarshotError): void {
    this.#stop.abort(reason);
  }

  /** Ends the run when the chunks at work are stored. */
  pauseAfterChunks(): void {
    this.#pauseIsWanted = true;
    this.#journal?.pauseAfterChunks();
    this.stopIfPaused();
  }

  /** Called now and then: a run that is to pause does not go on reading the recording when no chunk is left to finish. */
  stopIfPaused(): void {
    if (this.#pauseIsWanted && !this.#hasChunksAtWork) this.stop(cancelled());
  }

  /** Does the work. Never rejects. */
  async finish(): Promise<RunEnd> {
    const { store, copies, tempFolder } = this.#ports;
    const folder = join(tempFolder, `${this.record.uid}-${this.record.epoch}`);
    const { signal } = this.#stop;
    let end: RunEnd;
    try {
      await mkdir(folder, { recursive: true });
      const source = new RunSource(this.record, store, copies, this.#listener.onRecord);
      await orAborted(source.prepare(), signal);
      this.#loan = await this.#borrow();
      end = await this.#transcribe({ ...this.#work.options, file: source.file }, this.#loan, folder);
      if (end.kind === 'completed') await orAborted(source.checkUnchanged(), signal);
    } catch (thrown) {
      end = { kind: 'stopped', error: toEarshotError(signal.aborted ? signal.reason : thrown) };
    }
    this.#journal = null;
    // A picture of the sound is worth no waiting to whoever has stopped the run.
    await orAborted(this.#peaks, signal).catch(() => {});
    // An engine that does not let go must not take the end of the job with it.
    await this.#loan?.giveBack(end.kind === 'completed' || end.error.code === 'cancelled').catch(() => {});
    // What cannot be removed now goes with the next start of the queue; the text must not suffer for it.
    await rm(folder, { recursive: true, force: true }).catch(() => {});
    return end;
  }

  /** Heard by the engine, or on their way to the disk. */
  get #hasChunksAtWork(): boolean {
    return this.#journal !== null && this.#journal.atWork.size > 0;
  }

  async #borrow(): Promise<EngineLoan> {
    const lending = this.#ports.pool.lend(this.#work.engine, (reason, isOnProcessorNow) =>
      this.#afterRestart(reason, isOnProcessorNow),
    );
    try {
      return await orAborted(lending, this.#stop.signal);
    } catch (thrown) {
      // Nobody waits for it any more, but it comes.
      void lending.then((loan) => loan.giveBack(true)).catch(() => {});
      throw thrown;
    }
  }

  async #transcribe(request: RecordingRequest, loan: EngineLoan, folder: string): Promise<RunEnd> {
    const { store, tools, transcription } = this.#ports;
    const { signal } = this.#stop;
    const [mediaTools, resume] = await Promise.all([tools(signal), store.resumePoint(this.record.id)]);
    const ports = transcription(loan, mediaTools, this.#work);
    this.#journal = new StoreJournal({
      store,
      fence: this.fence,
      resume,
      onStored: this.#listener.onStored,
      onUnstored: (error) => this.#listener.onNotice(`${error.message} What is finished waits in memory.`),
      wait: ports.wait,
      signal,
    });
    if (this.#pauseIsWanted) this.#journal.pauseAfterChunks();
    const watched = { ...ports, decode: this.#watched(ports.decode) };
    const outcome = await transcribeRecording(request, watched, this.#journal, folder, signal, (event) => {
      if (event.kind === 'engine') void this.#begin(event.engine, loan);
      if (event.kind === 'notice') this.#listener.onNotice(event.message);
      this.#listener.onEvent(event);
    });
    if (outcome.kind === 'stopped') return outcome;
    const { durationMs, track } = outcome.summary;
    const warnings = outcome.summary.warnings.map((warning) => inKnownName(warning, this.record));
    return { kind: 'completed', summary: { durationMs, track, warnings } };
  }

  #watched(decode: TranscriptionPorts['decode']): TranscriptionPorts['decode'] {
    return async (request) => {
      const decoding = await decode(request);
      this.#peaks = this.#ports.keepPeaks(this.record, decoding, request.signal);
      return decoding;
    };
  }

  /** A job whose engine has changed half-way says so: its parts may read differently. */
  async #begin({ name, variant, backend }: EngineInfo, { model }: PreparedEngine): Promise<void> {
    const before = this.record.engine;
    const engine = { name, variant, backend, model: model.id, modelSha256: model.sha256 };
    await this.#recordEngine(engine);
    this.#tellIfOffGraphics(backend);
    if (before === null || this.record.chunksDone === 0) return;
    if (before.modelSha256 === engine.modelSha256 && before.backend === backend && before.variant === variant)
      return;
    this.#listener.onNotice(
      `The first parts were made by ${before.model} on ${before.backend}, the others by ${model.id} on ${backend}.`,
    );
  }

  /** Who asked for the graphics processor learns when another recording has shown that it does not work. */
  #tellIfOffGraphics(backend: string): void {
    if (this.#work.engine.device !== 'gpu' || backend.toUpperCase() !== PROCESSOR || this.#hasLeftGraphics)
      return;
    this.#listener.onNotice(
      'The graphics processor has failed since Earshot was started; this is done on the processor.',
    );
  }

  #afterRestart(reason: EarshotError, isOnProcessorNow: boolean): void {
    this.#hasLeftGraphics ||= isOnProcessorNow;
    const where = isOnProcessorNow ? 'again on the processor' : 'again';
    this.#listener.onNotice(`${reason.message} It is started ${where}, and the part is tried once more.`);
    if (isOnProcessorNow && this.#engine !== null)
      void this.#recordEngine({ ...this.#engine, backend: PROCESSOR });
  }

  /** Never rejects: a store that does not take this will not take the text either, and ends the run. */
  async #recordEngine(engine: EngineRecord): Promise<void> {
    this.#engine = engine;
    try {
      await this.#ports.store.setEngine(this.fence, engine);
    } catch (thrown) {
      this.stop(toEarshotError(thrown));
    }
  }
}
