import type { Decoding } from '../media/decode.ts';
import { orAborted } from '../process/or-aborted.ts';
import { feedChunks, type PlannedChunk } from './chunk-feed.ts';
import type { ChunkJournal } from './chunk-journal.ts';
import { ChunkWork, type HeardStream } from './chunk-work.ts';
import { addSpending, NOTHING_SPENT } from './engine-spending.ts';
import { LanguageVote } from './language-vote.ts';
import type { PipelineEvent } from './pipeline-events.ts';
import { ProgressMeter } from './progress-meter.ts';
import { RecordingEngine } from './recording-engine.ts';
import type { RecordingRequest } from './recording-request.ts';
import type { RecordingSummary, RecordingTimings } from './recording-summary.ts';
import { SpeechScan } from './speech-scan.ts';
import type { TranscriptionPorts } from './transcription-ports.ts';

/** One run over one recording, from where the journal is. Lives for one call of {@link transcribeRecording}. */
export class RecordingRun {
  readonly #request: RecordingRequest;
  readonly #ports: TranscriptionPorts;
  readonly #journal: ChunkJournal;
  readonly #onEvent: (event: PipelineEvent) => void;
  readonly #stop: AbortController;
  readonly #startedAtMs: number;
  readonly #language: LanguageVote;
  readonly #warnings: string[] = [];
  #meter: ProgressMeter;
  #decoding: Decoding | null = null;
  #streams: readonly HeardStream[] = [];
  #workers: Promise<void>[] = [];
  #durationMs = 0;
  #spent = NOTHING_SPENT;

  constructor(
    request: RecordingRequest,
    ports: TranscriptionPorts,
    journal: ChunkJournal,
    onEvent: (event: PipelineEvent) => void,
    stop: AbortController,
  ) {
    this.#request = request;
    this.#ports = ports;
    this.#journal = journal;
    this.#onEvent = onEvent;
    this.#stop = stop;
    this.#startedAtMs = ports.now();
    this.#meter = new ProgressMeter(ports.now, 1);
    this.#language = new LanguageVote((heard) => onEvent({ kind: 'language', ...heard }));
  }

  /** Resolves when every chunk of the recording is written down. */
  async complete(workingFolder: string): Promise<{ summary: RecordingSummary; timings: RecordingTimings }> {
    const { signal } = this.#stop;
    const { file, track, channels } = this.#request;
    signal.throwIfAborted();
    this.#enter('probing');
    const media = await this.#ports.probe(file, signal);
    this.#durationMs = media.durationMs ?? 0;
    this.#onEvent({ kind: 'probed', media });

    const decoding = await this.#ports.decode({
      file,
      info: media,
      track,
      channels,
      outputDirectory: workingFolder,
      signal,
    });
    this.#decoding = decoding;
    const decoded = this.#followDecoding(decoding);
    // It may fail while the engine is still loading, before anybody waits for it: that is told below, not here.
    decoded.catch(() => {});
    this.#meter = new ProgressMeter(this.#ports.now, decoding.streams.length);
    this.#meter.setDuration(this.#durationMs);
    this.#meter.resume(this.#journal.resume.planned);
    this.#enter('loading-model');
    const engine = await this.#ports.engine.ready(signal);
    this.#onEvent({ kind: 'engine', engine });

    this.#enter('finding-speech');
    this.#resumeLanguage();
    this.#startWorkers(decoding, engine.states);
    await Promise.all([...this.#workers, decoded]);
    this.#meter.finishAll();
    this.#enter('finishing');
    const summary = {
      media,
      engine,
      durationMs: this.#durationMs,
      track: decoding.track,
      warnings: this.#warnings,
      language: this.#language.settled,
    };
    return { summary, timings: this.#timings() };
  }

  /** Waits until nothing of this run uses the engine, the working folder or the journal any more. */
  async settle(): Promise<void> {
    const scans = this.#streams.map(({ scan }) => scan.settled());
    await Promise.allSettled([...this.#workers, ...scans, this.#decoding?.finished]);
  }

  async #followDecoding(decoding: Decoding): Promise<void> {
    const { decodedMs, warnings } = await decoding.finished;
    this.#durationMs = decodedMs;
    this.#meter.setDuration(decodedMs);
    for (const message of warnings) {
      this.#warnings.push(message);
      this.#onEvent({ kind: 'notice', message });
    }
  }

  /** A chunk of an earlier run whose language nobody knows had no text, or it would have settled it. */
  #resumeLanguage(): void {
    const { planned, language } = this.#journal.resume;
    const { language: choice } = this.#request;
    if (choice.mode === 'fixed') this.#language.report(0, { code: choice.code, probability: null });
    if (language !== null) this.#language.report(0, language);
    for (const { sequence, isFinished } of planned) {
      if (isFinished) this.#language.report(sequence, null);
    }
  }

  /** One worker for each state of the engine; all take from one feed. */
  #startWorkers(decoding: Decoding, states: number): void {
    const { signal } = this.#stop;
    const journal = this.#journal;
    const engine = new RecordingEngine(this.#ports, signal);
    this.#streams = decoding.streams.map((sound, streamIndex) => {
      const earlier = journal.resume.slices.filter((slice) => slice.streamIndex === streamIndex);
      const scan = new SpeechScan(sound, engine, signal, earlier, (slice) =>
        journal.speechFound({ ...slice, streamIndex }),
      );
      return { sound, scan };
    });
    const work = new ChunkWork({
      request: this.#request,
      streams: this.#streams,
      engine,
      guards: this.#ports.guards,
      vote: this.#language,
      journal,
      signal,
    });
    const scans = this.#streams.map(({ scan }) => scan);
    const { planned } = journal.resume;
    const feed = writtenDown(feedChunks(scans, this.#ports.planRules, planned), journal, signal);
    for (let state = 0; state < states; state++) this.#workers.push(this.#work(feed, work));
  }

  async #work(feed: AsyncGenerator<PlannedChunk, void, undefined>, work: ChunkWork): Promise<void> {
    for (let next = await feed.next(); next.done !== true; next = await feed.next()) {
      const { sequence, streamIndex, chunk } = next.value;
      if (sequence >= this.#journal.resume.planned.length) this.#meter.plan();
      this.#enter('transcribing');
      const { finished, spending } = await work.finish(next.value);
      this.#spent = addSpending(this.#spent, spending);
      this.#meter.finish(streamIndex, chunk.index, chunk.endMs);
      this.#onEvent({ kind: 'chunk', sequence, segments: finished.text.segments });
      this.#tellProgress();
    }
    this.#meter.completePlan();
  }

  #enter(stage: Parameters<ProgressMeter['enter']>[0]): void {
    this.#meter.enter(stage);
    this.#tellProgress();
  }

  #tellProgress(): void {
    this.#onEvent({ kind: 'progress', progress: this.#meter.progress });
  }

  #timings(): RecordingTimings {
    return {
      wallMs: this.#ports.now() - this.#startedAtMs,
      speechScanMs: this.#streams.reduce((sum, { scan }) => sum + scan.wallMs, 0),
      engineWallMs: this.#spent.wallMs,
      engineCpuMs: this.#spent.cpuMs,
      encodeMs: this.#spent.encodeMs,
    };
  }
}

/** Hands chunks on when their start is written down: one after the other, so that what is stored has no gaps. */
async function* writtenDown(
  feed: AsyncGenerator<PlannedChunk, void, undefined>,
  journal: ChunkJournal,
  signal: AbortSignal,
): AsyncGenerator<PlannedChunk, void, undefined> {
  for await (const planned of feed) {
    // A journal may hold a chunk back until others are finished, which a run that is stopped does not wait for.
    await orAborted(journal.chunkStarted(planned), signal);
    yield planned;
  }
}
