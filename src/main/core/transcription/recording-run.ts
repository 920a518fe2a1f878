import type { Transcript } from '../../../shared/transcript.ts';
import { type Engine, type EngineInfo, type PcmRange, SAMPLES_PER_MS } from '../engine/engine.ts';
import type { DecodeOptions, Decoding } from '../media/decode.ts';
import type { MediaInfo } from '../media/media-info.ts';
import type { PcmStream } from '../media/pcm-stream.ts';
import { type AssembledChunk, assembleChunk } from './assemble-chunk.ts';
import { buildTranscript } from './build-transcript.ts';
import { feedChunks, type PlannedChunk } from './chunk-feed.ts';
import { type DecodedChunk, decodeChunk } from './decode-chunk.ts';
import type { Guard } from './guards.ts';
import { type HeardLanguage, LanguageVote } from './language-vote.ts';
import type { PipelineEvent } from './pipeline-events.ts';
import type { Chunk, PlanRules } from './plan-chunks.ts';
import { ProgressMeter } from './progress-meter.ts';
import type { RecordingRequest } from './recording-request.ts';
import { isSoundDescription } from './sound-description.ts';
import { SpeechScan } from './speech-scan.ts';

export type TranscriptionPorts = {
  readonly probe: (file: string, signal: AbortSignal) => Promise<MediaInfo>;
  readonly decode: (request: Omit<DecodeOptions, 'tools'>) => Promise<Decoding>;
  readonly engine: Engine;
  /** Named in the transcript's record. */
  readonly model: { readonly id: string; readonly sha256: string };
  readonly guards: readonly Guard[];
  readonly planRules: PlanRules;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
};

/** Where the time went, in milliseconds; engine figures are sums over its states. */
export type RecordingTimings = {
  readonly wallMs: number;
  readonly speechScanMs: number;
  readonly engineWallMs: number;
  readonly engineCpuMs: number;
  readonly encodeMs: number;
};

/** One recording on its way. Lives for one call of {@link transcribeRecording}. */
export class RecordingRun {
  readonly #request: RecordingRequest;
  readonly #ports: TranscriptionPorts;
  readonly #onEvent: (event: PipelineEvent) => void;
  readonly #stop: AbortController;
  readonly #startedAtMs: number;
  readonly #finished = new Map<number, AssembledChunk>();
  readonly #committed: AssembledChunk[] = [];
  #meter: ProgressMeter;
  #media: MediaInfo | null = null;
  #decoding: Decoding | null = null;
  #engineInfo: EngineInfo | null = null;
  #scans: SpeechScan[] = [];
  readonly #language: LanguageVote;
  #workers: Promise<void>[] = [];
  readonly #warnings: string[] = [];
  #durationMs = 0;
  #engineWallMs = 0;
  #engineCpuMs = 0;
  #encodeMs = 0;

  constructor(
    request: RecordingRequest,
    ports: TranscriptionPorts,
    onEvent: (event: PipelineEvent) => void,
    stop: AbortController,
  ) {
    this.#request = request;
    this.#ports = ports;
    this.#onEvent = onEvent;
    this.#stop = stop;
    this.#startedAtMs = ports.now();
    this.#meter = new ProgressMeter(ports.now, 1);
    this.#language = new LanguageVote((heard) => onEvent({ kind: 'language', ...heard }));
  }

  async complete(workingFolder: string): Promise<{ transcript: Transcript; timings: RecordingTimings }> {
    const { signal } = this.#stop;
    signal.throwIfAborted();
    this.#enter('probing');
    const media = await this.#ports.probe(this.#request.file, signal);
    this.#media = media;
    this.#durationMs = media.durationMs ?? 0;
    this.#onEvent({ kind: 'probed', media });

    const decoding = await this.#ports.decode({
      file: this.#request.file,
      info: media,
      track: this.#request.track,
      channels: this.#request.channels,
      outputDirectory: workingFolder,
      signal,
    });
    this.#decoding = decoding;
    const decoded = this.#followDecoding(decoding);
    // It may fail while the engine is still loading, before anybody waits for it: that is told below, not here.
    decoded.catch(() => {});
    this.#meter = new ProgressMeter(this.#ports.now, decoding.streams.length);
    this.#meter.setDuration(this.#durationMs);
    this.#enter('loading-model');
    this.#engineInfo = await this.#ports.engine.ready(signal);
    this.#onEvent({ kind: 'engine', engine: this.#engineInfo });
    this.#enter('finding-speech');
    if (this.#request.language.mode === 'fixed') {
      this.#language.report(0, { code: this.#request.language.code, probability: null });
    }

    this.#scans = decoding.streams.map((stream) => new SpeechScan(stream, this.#ports.engine, signal));
    const feed = feedChunks(this.#scans, this.#ports.planRules);
    for (let state = 0; state < this.#engineInfo.states; state++) {
      this.#workers.push(this.#work(feed, decoding.streams));
    }
    await Promise.all([...this.#workers, decoded]);
    this.#meter.finishAll();
    this.#enter('finishing');
    const transcript = this.#transcript(true);
    if (transcript === null) throw new Error('a recording cannot be finished before it was begun');
    return { transcript, timings: this.#timings() };
  }

  /** Waits until nothing of this run uses the engine or the working folder any more. */
  async settle(): Promise<void> {
    const scans = this.#scans.map((scan) => scan.settled());
    await Promise.allSettled([...this.#workers, ...scans, this.#decoding?.finished]);
  }

  /**
   * Ends a run that was stopped. Chunks may be finished behind one that is not: their text is real and is passed on.
   *
   * @returns null when no text at all was finished
   */
  finishEarly(): Transcript | null {
    for (const [, chunk] of [...this.#finished].toSorted(([a], [b]) => a - b)) this.#pass(chunk);
    this.#finished.clear();
    return this.#committed.some((chunk) => chunk.segments.length > 0) ? this.#transcript(false) : null;
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

  async #work(
    feed: AsyncGenerator<PlannedChunk, void, undefined>,
    streams: readonly PcmStream[],
  ): Promise<void> {
    for await (const planned of sharedIteration(feed)) {
      this.#meter.plan();
      this.#enter('transcribing');
      const stream = streams[planned.streamIndex];
      if (stream === undefined) continue;
      await this.#transcribeChunk(planned, stream);
    }
    this.#meter.completePlan();
  }

  async #transcribeChunk(
    { sequence, streamIndex, chunk: planned }: PlannedChunk,
    stream: PcmStream,
  ): Promise<void> {
    // The last window of a recording is seldom full; a chunk ends with the sound.
    const endMs = Math.min(planned.endMs, Math.floor(stream.availableSamples() / SAMPLES_PER_MS));
    const chunk = { ...planned, endMs };
    const range: PcmRange = {
      pcmPath: stream.path,
      firstSample: chunk.startMs * SAMPLES_PER_MS,
      sampleCount: (chunk.endMs - chunk.startMs) * SAMPLES_PER_MS,
    };
    const decoded = await this.#decodeInItsLanguage(sequence, chunk, range);
    for (const { done } of [decoded.result, ...decoded.replaced]) {
      this.#engineWallMs += done.timings.wallMs;
      this.#engineCpuMs += done.timings.cpuMs;
      this.#encodeMs += done.timings.encodeMs;
    }
    this.#finished.set(sequence, assembleChunk(decoded, chunk, stream.channel));
    this.#meter.finish(streamIndex, chunk.index, chunk.endMs);
    this.#commit();
    this.#tellProgress();
  }

  /** Until the language of the recording is settled, chunks listen for it themselves, which costs next to nothing. */
  async #decodeInItsLanguage(sequence: number, chunk: Chunk, range: PcmRange): Promise<DecodedChunk> {
    const { language } = this.#request;
    if (language.mode === 'per-part') return await this.#decode(chunk, range, 'auto');
    const settled = this.#language.settled;
    if (settled !== null) return await this.#decode(chunk, range, settled.code);
    let heard: HeardLanguage | null = null;
    try {
      const decoded = await this.#decode(chunk, range, 'auto');
      const { done, segments } = decoded.result;
      if (done.language !== null && segments.some(({ text }) => !isSoundDescription(text))) {
        heard = { code: done.language, probability: done.languageProbability };
      }
      const agreed = await this.#language.waitFor(sequence);
      if (agreed === null || agreed.code === done.language) return decoded;
      const again = await this.#decode(chunk, range, agreed.code);
      return { ...again, replaced: [decoded.result, ...decoded.replaced, ...again.replaced] };
    } finally {
      // Also after a failure: the chunks behind this one must not wait for ever.
      this.#language.report(sequence, heard);
    }
  }

  #decode(chunk: Chunk, range: PcmRange, language: string): Promise<DecodedChunk> {
    const { quality, translate, prompt } = this.#request;
    const request = { quality, language, translate, prompt };
    return decodeChunk(this.#ports.engine, chunk, range, request, this.#ports.guards, this.#stop.signal);
  }

  /** Passes on what is finished in the order of the recording; a chunk whose forerunner still runs has to wait. */
  #commit(): void {
    for (let sequence = this.#committed.length; ; sequence += 1) {
      const chunk = this.#finished.get(sequence);
      if (chunk === undefined) return;
      this.#finished.delete(sequence);
      this.#pass(chunk);
    }
  }

  #pass(chunk: AssembledChunk): void {
    this.#committed.push(chunk);
    if (chunk.segments.length > 0) this.#onEvent({ kind: 'segments', segments: chunk.segments });
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
      speechScanMs: this.#scans.reduce((sum, scan) => sum + scan.wallMs, 0),
      engineWallMs: this.#engineWallMs,
      engineCpuMs: this.#engineCpuMs,
      encodeMs: this.#encodeMs,
    };
  }

  #transcript(complete: boolean): Transcript | null {
    if (this.#media === null || this.#engineInfo === null) return null;
    return buildTranscript(this.#committed, {
      request: this.#request,
      media: this.#media,
      engine: this.#engineInfo,
      model: this.#ports.model,
      language: this.#language.settled,
      durationMs: this.#durationMs,
      complete,
      warnings: this.#warnings,
    });
  }
}

/** Lets several loops take from one generator: unlike `for await` on the generator, leaving a loop does not end it. */
async function* sharedIteration<T>(
  feed: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  for (let next = await feed.next(); next.done !== true; next = await feed.next()) yield next.value;
}
