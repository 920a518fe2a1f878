import { type ChildProcess, spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { cancelled, EarshotError, toEarshotError } from '../../../shared/errors.ts';
import { lowerPriority } from '../process/lower-priority.ts';
import { StallWatch } from '../process/stall-watch.ts';
import { chooseTrack } from './choose-track.ts';
import { BYTES_PER_SAMPLE, decodeArguments, FIRST_FRAME_PIPE, SAMPLE_RATE_HZ } from './decode-arguments.ts';
import { FfmpegMessages } from './ffmpeg-messages.ts';
import { inPieces, readable, readFirstFrame, readMessages } from './ffmpeg-pipes.ts';
import { freeBuffer } from './free-buffer.ts';
import type { AudioTrack, MediaInfo } from './media-info.ts';
import { PcmFile, type PcmStream } from './pcm-stream.ts';
import type { MediaTools } from './resolve-ffmpeg.ts';
import { splitChannels } from './split-channels.ts';

export type { PcmStream } from './pcm-stream.ts';

export type DecodeRequest = {
  readonly file: string;
  readonly info: MediaInfo;
  /** Index among {@link MediaInfo.tracks}; null takes the file's default track. */
  readonly track: number | null;
  /** `mix`: one stream, by ffmpeg's usual downmix. `split`: one stream per channel of the source. */
  readonly channels: 'mix' | 'split';
  /** An existing folder; its owner removes the working files. */
  readonly outputDirectory: string;
  readonly signal: AbortSignal;
};

export type DecodeOptions = DecodeRequest & {
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

export type Decoding = {
  /** Index among {@link MediaInfo.tracks} of the track that is decoded. */
  readonly track: number;
  /** One for `mix`, one per channel for `split`, in the order of the channels. They grow together. */
  readonly streams: readonly PcmStream[];
  /**
   * @throws EarshotError `audio-empty`, `decode-failed`, `disk-full`, `output-not-writable`, `ffmpeg-missing`,
   *   `cancelled`. Need not be watched by who watches the streams: they throw the same error.
   */
  readonly finished: Promise<DecodeResult>;
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
const SILENCE = Buffer.alloc(SAMPLE_RATE_HZ * BYTES_PER_SAMPLE);

/**
 * Decodes one track, once, to working files of 16 kHz mono 16-bit samples that can be read while they grow.
 * Sample 0 is the start of the recording, whatever comes late, starts early or is missing in between.
 *
 * @throws EarshotError `track-not-found`, `disk-full`, `output-not-writable`, `cancelled`; what goes wrong later comes
 *   from {@link Decoding.finished}
 */
export async function decodeAudio(options: DecodeOptions): Promise<Decoding> {
  if (options.signal.aborted) throw cancelled(options.signal.reason);
  const track = chooseTrack(options.info, options.track, options.file);
  const files = await createFiles(options, track);
  const finished = new Decoder(options, track, files).run();
  // Who follows only the streams gets the error there; it must not end the process as an unhandled rejection too.
  finished.catch(() => undefined);
  return { track: track.index, streams: files, finished };
}

async function createFiles(options: DecodeOptions, track: AudioTrack): Promise<PcmFile[]> {
  const pathFor = (suffix: string): string =>
    join(options.outputDirectory, `track-${track.index}${suffix}.pcm`);
  if (options.channels === 'mix') return [await PcmFile.create(pathFor(''), null)];
  const files: PcmFile[] = [];
  try {
    for (let channel = 0; channel < track.channels; channel += 1) {
      files.push(await PcmFile.create(pathFor(`-channel-${channel}`), channel));
    }
    return files;
  } catch (error) {
    const failure = toEarshotError(error);
    await Promise.all(files.map((file) => file.fail(failure)));
    throw failure;
  }
}

/** One run of ffmpeg: reads its pipe, puts the samples where they belong, decides how it ended. */
class Decoder {
  readonly #options: DecodeOptions;
  readonly #files: readonly PcmFile[];
  readonly #child: ChildProcess;
  readonly #firstFrame: Promise<number | null>;
  readonly #exit: Promise<Exit>;
  readonly #messages = new FfmpegMessages();
  #isStalled = false;

  constructor(options: DecodeOptions, track: AudioTrack, files: readonly PcmFile[]) {
    this.#options = options;
    this.#files = files;
    const args = decodeArguments({ ...options, track });
    // The fourth pipe is FIRST_FRAME_PIPE.
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const;
    this.#child = spawn(options.tools.ffmpegPath, args, { stdio: [...stdio], windowsHide: true });
    options.onSpawn?.(this.#child, options.tools.ffmpegPath);
    this.#firstFrame = readFirstFrame(readable(this.#child, FIRST_FRAME_PIPE));
    readMessages(readable(this.#child, 2), this.#messages);
    this.#exit = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve({ kind: 'not-started', error }));
      this.#child.once('close', (code, signal) => resolve({ kind: 'exited', code, signal }));
    });
    lowerPriority(this.#child);
  }

  async run(): Promise<DecodeResult> {
    const { signal } = this.#options;
    const stop = (): void => this.#stop();
    const watch = new StallWatch(this.#options.stallLimitMs ?? STALL_LIMIT_MS, () => {
      this.#isStalled = true;
      this.#stop();
    });
    signal.addEventListener('abort', stop, { once: true });
    // It may have fired while the working files were made; then no event comes any more.
    if (signal.aborted) stop();
    try {
      await this.#transfer(watch);
      const result = this.#conclude(await this.#exit);
      for (const file of this.#files) await file.end();
      return result;
    } catch (error) {
      this.#stop();
      const failure = this.#explain(error);
      await Promise.all(this.#files.map((file) => file.fail(failure)));
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
    const frameBytes = this.#files.length * BYTES_PER_SAMPLE;
    let isFirst = true;
    let skipBytes = 0;
    let rest: Buffer = Buffer.alloc(0);
    for await (const piece of inPieces(readable(this.#child, 1))) {
      watch.reset();
      if (isFirst) {
        isFirst = false;
        const offset = (await this.#firstFrame) ?? 0;
        skipBytes = Math.max(0, -offset) * frameBytes;
        await this.#appendSilence(offset);
      }
      const skipped = Math.min(skipBytes, piece.length);
      skipBytes -= skipped;
      const wanted = piece.subarray(skipped);
      const bytes = rest.length === 0 ? wanted : Buffer.concat([rest, wanted]);
      const whole = bytes.length - (bytes.length % frameBytes);
      rest = Buffer.from(bytes.subarray(whole));
      const samples = splitChannels(bytes.subarray(0, whole), this.#files.length);
      await this.#append(samples);
      for (const done of [piece, bytes, ...samples]) freeBuffer(done);
      watch.reset();
    }
  }

  async #appendSilence(samples: number): Promise<void> {
    let missingBytes = samples * BYTES_PER_SAMPLE;
    while (missingBytes > 0 && !this.#options.signal.aborted) {
      const silence = SILENCE.subarray(0, Math.min(missingBytes, SILENCE.length));
      await this.#append(this.#files.map(() => silence));
      missingBytes -= silence.length;
    }
  }

  async #append(samples: readonly Buffer[]): Promise<void> {
    for (const [index, file] of this.#files.entries()) await file.append(samples[index] ?? Buffer.alloc(0));
  }

  #decodedMs(): number {
    return Math.floor(((this.#files[0]?.availableSamples() ?? 0) * 1000) / SAMPLE_RATE_HZ);
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
    if ((this.#files[0]?.availableSamples() ?? 0) > 0) {
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
