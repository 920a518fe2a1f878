import { EarshotError } from '../../../shared/errors.ts';
import { type PcmRange, SAMPLES_PER_MS } from '../engine/engine.ts';
import type { PcmStream } from '../media/pcm-stream.ts';
import { assembleParts } from './assemble-chunk.ts';
import type { PlannedChunk } from './chunk-feed.ts';
import type { ChunkJournal, FinishedChunk } from './chunk-journal.ts';
import { ChunkLanguage } from './chunk-language.ts';
import { type DecodedChunk, decodeChunk } from './decode-chunk.ts';
import { type EngineSpending, spendingOf } from './engine-spending.ts';
import type { Turn } from './engine-turns.ts';
import type { Guard } from './guards.ts';
import type { LanguageVote } from './language-vote.ts';
import type { Chunk } from './plan-chunks.ts';
import type { RecordingEngine } from './recording-engine.ts';
import type { RecordingRequest } from './recording-request.ts';
import { recoverChunk } from './recover-chunk.ts';
import type { SpeechScan } from './speech-scan.ts';
import { splitChunk } from './split-chunk.ts';

/** One stream of the recording: its sound, and where in it somebody speaks. */
export type HeardStream = { readonly sound: PcmStream; readonly scan: SpeechScan };

export type ChunkWorkOptions = {
  readonly request: RecordingRequest;
  readonly streams: readonly HeardStream[];
  readonly engine: RecordingEngine;
  readonly guards: readonly Guard[];
  readonly vote: LanguageVote;
  readonly journal: ChunkJournal;
  readonly signal: AbortSignal;
};

/** Turns planned chunks into text that is written down. Chunks may be worked on side by side. */
export class ChunkWork {
  readonly #options: ChunkWorkOptions;
  readonly #deaths: ReadonlyMap<number, number>;

  constructor(options: ChunkWorkOptions) {
    this.#options = options;
    this.#deaths = new Map(options.journal.resume.planned.map(({ sequence, deaths }) => [sequence, deaths]));
  }

  /** @returns the chunk as the journal has it, and what the engine has spent on it */
  async finish({ sequence, streamIndex, chunk: planned }: PlannedChunk): Promise<{
    finished: FinishedChunk;
    spending: EngineSpending;
  }> {
    const { request, journal, engine, vote, signal } = this.#options;
    const language = new ChunkLanguage(request.language, vote, sequence, signal);
    const stream = this.#stream(streamIndex);
    const chunk = await this.#untilHeard(planned, stream.sound);
    const parts = await recoverChunk(
      chunk,
      (part, turn) => this.#decode(part, stream.sound, language, turn),
      (whole) => splitChunk(whole, stream.scan.track),
      engine.revival({
        deaths: this.#deaths.get(sequence) ?? 0,
        onDeath: (error) => journal.chunkFailed(sequence, error),
      }),
    );
    const spending = spendingOf(parts);
    const finished: FinishedChunk = {
      sequence,
      text: assembleParts(parts, stream.sound.channel),
      language: language.known,
      engineWallMs: spending.wallMs,
    };
    await journal.chunkFinished(finished);
    language.report();
    return { finished, spending };
  }

  #stream(streamIndex: number): HeardStream {
    const stream = this.#options.streams[streamIndex];
    if (stream !== undefined) return stream;
    const message = 'The recording has fewer channels than when its transcription began.';
    throw new EarshotError('source-changed', message);
  }

  /** Waits for the sound of a chunk: a plan of an earlier run is ahead of the decoder. */
  async #untilHeard(planned: Chunk, sound: PcmStream): Promise<Chunk> {
    const { available } = await sound.waitFor(planned.endMs * SAMPLES_PER_MS, this.#options.signal);
    // The last window of a recording is seldom full; a chunk ends with the sound.
    return { ...planned, endMs: Math.min(planned.endMs, Math.floor(available / SAMPLES_PER_MS)) };
  }

  #decode(chunk: Chunk, sound: PcmStream, language: ChunkLanguage, turn: Turn): Promise<DecodedChunk> {
    const { request, engine, guards, signal } = this.#options;
    const { quality, translate, prompt } = request;
    const range: PcmRange = {
      pcmPath: sound.path,
      firstSample: chunk.startMs * SAMPLES_PER_MS,
      sampleCount: (chunk.endMs - chunk.startMs) * SAMPLES_PER_MS,
    };
    const transcriber = engine.transcriber(turn);
    return language.decode((code) =>
      decodeChunk(transcriber, chunk, range, { quality, language: code, translate, prompt }, guards, signal),
    );
  }
}
