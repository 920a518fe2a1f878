import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { cancelled, EarshotError, toEarshotError } from '../../../shared/errors.ts';
import { lowerPriority } from '../process/lower-priority.ts';
import { StallWatch } from '../process/stall-watch.ts';
import {
  BYTES_PER_SAMPLE,
  channelsOut,
  decodeArguments,
  FIRST_FRAME_PIPE,
  SAMPLE_RATE_HZ,
  type TrackToDecode,
} from './decode-arguments.ts';
import { FfmpegMessages } from './ffmpeg-messages.ts';
import { inPieces, readable, readFirstFrame, readMessages } from './ffmpeg-pipes.ts';
import { freeBuffer } from './free-buffer.ts';
import type { MediaTools } from './resolve-ffmpeg.ts';

/** Where decoded sound goes, piece by piece and no faster than it is taken. */
export type PcmSink = {
  /** @param frames whole frames of 16-bit samples, channels interleaved; gone when this resolves */
  append(frames: Buffer): Promise<void>;
  /** There is no more. */
  end(): Promise<void>;
  /** There will be no more, for this reason. Never rejects. */
  fail(reason: EarshotError): Promise<void>;
};

export type PcmDecodeOptions = TrackToDecode & {
  readonly signal: AbortSignal;
  readonly tools: Pick<MediaTools, 'ffmpegPath'>;
  /** Told of the process as soon as it is there. */
  readonly onSpawn?: (child: ChildProcess, executable: string) => void;
  /** ffmpeg is given up when it delivers nothing for this long (2 minutes unless told). */
  readonly stallLimitMs?: number;
};

export type DecodeResult = {
  /** Media time from the start of the recording to the end of its sound. */
  readonly decodedMs: number;
  /** A sentence for a person when the file is cut off or damaged; empty when ffmpeg had nothing to complain about. */
  readonly warnings: readonly string[];
};

type Exit =
  | { kind: 'exited'; code: number | null; signal: NodeJS.Signals | null }
  | { kind: 'not-started'; error: Error };

/**
 * How ffmpeg ends when somebody else ended it (255 is its own word for "a signal asked me to"): what it delivered is cut
 * short for no fault of the file. A crash, by contrast, comes from a file that is damaged.
 */
function wasStopped({ code, signal }: { code: number | null; signal: NodeJS.Signals | null }): boolean {
  return code === 255 || ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'].includes(signal ?? '');
}

const STALL_LIMIT_MS = 120_000;
/** A piece of it, for as often as it takes. */
const SILENCE = Buffer.alloc(SAMPLE_RATE_HZ * BYTES_PER_SAMPLE * 8);

/**
 * One run of ffmpeg over one track: reads its pipe, puts the samples where they belong, decides how it ended. Sample 0 is the
 * start of the recording, whatever comes late, starts early or is missing in between.
 */
export class PcmDecoder {
  readonly #options: PcmDecodeOptions;
  readonly #sink: PcmSink;
  readonly #child: ChildProcess;
  readonly #firstFrame: Promise<number | null>;
  readonly #exit: Promise<Exit>;
  readonly #messages = new FfmpegMessages();
  readonly #frameBytes: number;
  #frames = 0;
  #isStalled = false;

  /** Starts ffmpeg. */
  constructor(options: PcmDecodeOptions, sink: PcmSink) {
    this.#options = options;
    this.#sink = sink;
    this.#frameBytes = channelsOut(options) * BYTES_PER_SAMPLE;
    // The fourth pipe is FIRST_FRAME_PIPE.
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const;
    const { ffmpegPath } = options.tools;
    this.#child = spawn(ffmpegPath, decodeArguments(options), { stdio: [...stdio], windowsHide: true });
    options.onSpawn?.(this.#child, ffmpegPath);
    this.#firstFrame = readFirstFrame(readable(this.#child, FIRST_FRAME_PIPE));
    readMessages(readable(this.#child, 2), this.#messages);
    this.#exit = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve({ kind: 'not-started', error }));
      this.#child.once('close', (code, signal) => resolve({ kind: 'exited', code, signal }));
    });
    lowerPriority(this.#child);
  }

  /**
   * @throws EarshotError `audio-empty`, `decode-failed`, `ffmpeg-missing`, `cancelled`, and what the sink throws; the sink
   *   has been told by then
   */
  async run(): Promise<DecodeResult> {
    const { signal } = this.#options;
    const stop = (): void => this.#stop();
    const watch = new StallWatch(this.#options.stallLimitMs ?? STALL_LIMIT_MS, () => {
      this.#isStalled = true;
      this.#stop();
    });
    signal.addEventListener('abort', stop, { once: true });
    // It may have fired before there was anything to stop; then no event comes any more.
    if (signal.aborted) stop();
    try {
      await this.#transfer(watch);
      const result = this.#conclude(await this.#exit);
      await this.#sink.end();
      return result;
    } catch (error) {
      this.#stop();
      const failure = this.#explain(error);
      await this.#sink.fail(failure);
      throw failure;
    } finally {
      watch.stop();
      signal.removeEventListener('abort', stop);
    }
  }

  /** Ends the transfer at once: a killed process that hangs on a dead drive may keep its pipes open for minutes. */
  #stop(): void {
    this.#child.kill('SIGKILL');
    for (const stream of this.#child.stdio) stream?.destroy();
  }

  async #transfer(watch: StallWatch): Promise<void> {
    const frameBytes = this.#frameBytes;
    let isFirst = true;
    let skipBytes = 0;
    let rest: Buffer = Buffer.alloc(0);
    for await (const piece of inPieces(readable(this.#child, 1))) {
      watch.reset();
      if (isFirst) {
        isFirst = false;
        const offset = await this.#framesBefore();
        skipBytes = Math.max(0, -offset) * frameBytes;
        await this.#appendSilence(offset);
      }
      const skipped = Math.min(skipBytes, piece.length);
      skipBytes -= skipped;
      const wanted = piece.subarray(skipped);
      const bytes = rest.length === 0 ? wanted : Buffer.concat([rest, wanted]);
      const whole = bytes.length - (bytes.length % frameBytes);
      rest = Buffer.from(bytes.subarray(whole));
      await this.#append(bytes.subarray(0, whole));
      for (const done of [piece, bytes]) freeBuffer(done);
      watch.reset();
    }
  }

  /** Frames between the start of the recording and the first one that was decoded. */
  async #framesBefore(): Promise<number> {
    const samples = (await this.#firstFrame) ?? 0;
    return Math.round((samples * this.#options.sampleRateHz) / SAMPLE_RATE_HZ);
  }

  async #appendSilence(frames: number): Promise<void> {
    const wholeBytes = SILENCE.length - (SILENCE.length % this.#frameBytes);
    let missingBytes = frames * this.#frameBytes;
    while (missingBytes > 0 && !this.#options.signal.aborted) {
      const silence = SILENCE.subarray(0, Math.min(missingBytes, wholeBytes));
      await this.#append(silence);
      missingBytes -= silence.length;
    }
  }

  async #append(frames: Buffer): Promise<void> {
    await this.#sink.append(frames);
    this.#frames += frames.length / this.#frameBytes;
  }

  #decodedMs(): number {
    return Math.floor((this.#frames * 1000) / this.#options.sampleRateHz);
  }

  #conclude(exit: Exit): DecodeResult {
    const name = basename(this.#options.file);
    if (this.#options.signal.aborted || this.#isStalled) throw new Error('ffmpeg was stopped');
    if (exit.kind === 'not-started') {
      const details = { cause: exit.error, detail: exit.error.message };
      throw new EarshotError('ffmpeg-missing', 'ffmpeg could not be started.', details);
    }
    if (wasStopped(exit)) {
      // By the system for want of memory, perhaps: half a recording must not look like a whole one.
      throw new EarshotError('decode-failed', `ffmpeg was stopped while it read ${name}.`, {
        hint: 'Close other programs and try again.',
        detail: `exit code ${exit.code}, signal ${exit.signal}`,
      });
    }
    const messages = this.#messages.list();
    const isClean = exit.code === 0 && messages.length === 0;
    if (this.#frames > 0) {
      const words = messages.at(-1) ?? `ffmpeg ended with code ${exit.code}`;
      const warning = `${name} is damaged or cut off; what it holds was decoded (${words}).`;
      return { decodedMs: this.#decodedMs(), warnings: isClean ? [] : [warning] };
    }
    if (isClean) throw new EarshotError('audio-empty', `The audio track of ${name} holds no sound.`);
    const detail = messages.join('\n');
    throw new EarshotError('decode-failed', `The sound of ${name} cannot be decoded.`, { detail });
  }

  /** The reason behind the error that ended the transfer: stopping ffmpeg breaks its pipe, which throws as well. */
  #explain(error: unknown): EarshotError {
    if (this.#options.signal.aborted) return cancelled(this.#options.signal.reason);
    if (!this.#isStalled) return toEarshotError(error);
    const name = basename(this.#options.file);
    return new EarshotError(
      'decode-failed',
      `${name} could not be read to its end: nothing came for too long.`,
      {
        cause: error,
        detail: this.#messages.list().join('\n'),
        hint: 'Check the drive that the recording is on, or copy the recording to this computer first.',
      },
    );
  }
}
