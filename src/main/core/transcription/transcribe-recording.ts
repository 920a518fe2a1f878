import { basename } from 'node:path';
import { type EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { Segment, Transcript } from '../../../shared/transcript.ts';
import { type Engine, type EngineInfo, type PcmRange, SAMPLES_PER_MS } from '../engine/engine.ts';
import type { DecodeOptions, Decoding } from '../media/decode.ts';
import type { MediaInfo } from '../media/media-info.ts';
import type { PcmStream } from '../media/pcm-stream.ts';
import { type AssembledChunk, assembleChunk } from './assemble-chunk.ts';
import { feedChunks, type PlannedChunk } from './chunk-feed.ts';
import { type DecodedChunk, decodeChunk } from './decode-chunk.ts';
import type { Quality } from './decode-settings.ts';
import type { Guard } from './guards.ts';
import { type HeardLanguage, LanguageVote } from './language-vote.ts';
import type { PipelineEvent } from './pipeline-events.ts';
import type { Chunk, PlanRules } from './plan-chunks.ts';
import { ProgressMeter } from './progress-meter.ts';
import { SpeechScan } from './speech-scan.ts';

export type LanguageChoice =
  /** Listened for on the first speech, then fixed. */
  | { readonly mode: 'detected' }
  | { readonly mode: 'fixed'; readonly code: string }
  /** Every chunk listens for itself: for recordings in several languages. */
  | { readonly mode: 'per-part' };

export type RecordingRequest = {
  readonly file: string;
  /** Zero-based among the audio tracks, or null for the default one. */
  readonly track: number | null;
  readonly channels: 'mix' | 'split';
  readonly language: LanguageChoice;
  readonly translate: boolean;
  readonly prompt: string | null;
  readonly quality: Quality;
};

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

export type RecordingOutcome =
  | { readonly kind: 'completed'; readonly transcript: Transcript; readonly timings: RecordingTimings }
  /** Stopped or failed on the way; what was finished is kept, null when nothing was. */
  | { readonly kind: 'stopped'; readonly error: EarshotError; readonly transcript: Transcript | null };

/**
 * Turns one recording into a transcript: probe → decode → find speech → plan → transcribe → assemble. All steps run at
 * once on what the step before has ready. It never throws: whatever happens ends in exactly one outcome.
 *
 * @param workingFolder an existing folder for the decoded sound; the caller removes it
 */
export async function transcribeRecording(
  request: RecordingRequest,
  ports: TranscriptionPorts,
  workingFolder: string,
  signal: AbortSignal,
  onEvent: (event: PipelineEvent) => void,
): Promise<RecordingOutcome> {
  // One failure must stop the other steps: they share this signal.
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const run = new RecordingRun(request, ports, onEvent, stop);
  try {
    return { kind: 'completed', ...(await run.complete(workingFolder)) };
  } catch (thrown) {
    const error = toEarshotError(signal.aborted ? signal.reason : thrown);
    stop.abort(error);
    await run.settle();
    return { kind: 'stopped', error, transcript: run.partialTranscript() };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** One recording on its way. Lives for one call of {@link transcribeRecording}. */
class RecordingRun {
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
    return { transcript: this.#transcript(true), timings: this.#timings() };
  }

  /** Waits until nothing of this run uses the engine or the working folder any more. */
  async settle(): Promise<void> {
    await Promise.allSettled([...this.#workers, this.#decoding?.finished]);
  }

  partialTranscript(): Transcript | null {
    return this.#committed.some((chunk) => chunk.segments.length > 0) ? this.#transcript(false) : null;
  }

  async #followDecoding(decoding: Decoding): Promise<void> {
    const { decodedMs, warnings } = await decoding.finished;
    this.#durationMs = decodedMs;
    this.#meter.setDuration(decodedMs);
    for (const message of warnings) this.#onEvent({ kind: 'notice', message, reason: null });
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

  async #transcribeChunk({ sequence, streamIndex, chunk }: PlannedChunk, stream: PcmStream): Promise<void> {
    const { signal } = this.#stop;
    const range: PcmRange = {
      pcmPath: stream.path,
      firstSample: chunk.startMs * SAMPLES_PER_MS,
      sampleCount:
        Math.min(chunk.endMs * SAMPLES_PER_MS, stream.availableSamples()) - chunk.startMs * SAMPLES_PER_MS,
    };
    const decoded = await this.#decodeInItsLanguage(sequence, chunk, range);
    const { timings } = decoded.result.done;
    this.#engineWallMs += timings.wallMs;
    this.#engineCpuMs += timings.cpuMs;
    this.#encodeMs += timings.encodeMs;
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
      if (segments.length > 0 && done.language !== null) {
        heard = { code: done.language, probability: done.languageProbability };
      }
      const agreed = await this.#language.waitFor(sequence);
      return agreed === null || agreed.code === done.language
        ? decoded
        : await this.#decode(chunk, range, agreed.code);
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
    for (let next = this.#finished.get(this.#committed.length); next !== undefined; ) {
      this.#finished.delete(this.#committed.length);
      this.#committed.push(next);
      if (next.segments.length > 0) this.#onEvent({ kind: 'segments', segments: next.segments });
      next = this.#finished.get(this.#committed.length);
    }
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

  #transcript(complete: boolean): Transcript {
    // After a stop, chunks may be finished behind one that is not: their text is real and belongs in.
    const outOfOrder = [...this.#finished].toSorted(([a], [b]) => a - b).map(([, chunk]) => chunk);
    const chunks = complete ? this.#committed : [...this.#committed, ...outOfOrder];
    const segments = chunks
      .flatMap((chunk) => chunk.segments)
      .toSorted((a, b) => a.startMs - b.startMs || (a.channel ?? 0) - (b.channel ?? 0));
    return {
      schema: 'earshot.transcript/1',
      source: {
        fileName: basename(this.#request.file),
        durationMs: Math.max(this.#durationMs, segments.at(-1)?.endMs ?? 0),
        track: this.#request.track ?? this.#media?.tracks.find((track) => track.isDefault)?.index ?? 0,
        channels: this.#request.channels,
      },
      engine: {
        name: this.#engineInfo?.name ?? '',
        variant: this.#engineInfo?.variant ?? '',
        backend: this.#engineInfo?.backend ?? '',
        model: this.#ports.model.id,
        modelSha256: this.#ports.model.sha256,
        quality: this.#request.quality,
        task: this.#request.translate ? 'translate' : 'transcribe',
      },
      language: this.#languageRecord(segments),
      complete,
      segments,
      review: chunks.flatMap((chunk) => chunk.review),
      discarded: chunks.flatMap((chunk) => chunk.discarded),
    };
  }

  #languageRecord(segments: readonly Segment[]): Transcript['language'] {
    const { mode } = this.#request.language;
    if (mode !== 'per-part') {
      return {
        code: this.#language.settled?.code ?? '',
        probability: this.#language.settled?.probability ?? null,
        mode,
      };
    }
    return { code: mostSpokenLanguage(segments), probability: null, mode };
  }
}

/** The language with the longest spoken time; empty when nothing was said. */
function mostSpokenLanguage(segments: readonly Segment[]): string {
  const spokenMs = new Map<string, number>();
  for (const { language, startMs, endMs } of segments) {
    spokenMs.set(language, (spokenMs.get(language) ?? 0) + endMs - startMs);
  }
  return [...spokenMs].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

/** Lets several loops take from one generator: unlike `for await` on the generator, leaving a loop does not end it. */
async function* sharedIteration<T>(
  feed: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  for (let next = await feed.next(); next.done !== true; next = await feed.next()) yield next.value;
}
