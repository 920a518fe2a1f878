import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EarshotError, errnoOf, toEarshotError, writeFailure } from '../../../shared/errors.ts';
import { lowerPriority } from '../process/lower-priority.ts';
import { FfmpegMessages } from './ffmpeg-messages.ts';
import { readable, readMessages } from './ffmpeg-pipes.ts';
import type { PcmDecodeOptions, PcmSink } from './pcm-decoder.ts';

/** Speech and what surrounds it, as good as anybody can hear. */
const BITS_PER_CHANNEL = 48_000;
/** Of ten: a fifth of the work of the last, for files that are a fifth larger. Somebody waits for it. */
const EFFORT = 5;
/** The rate at which Opus works inside. */
export const OPUS_RATE_HZ = 48_000;

export type OpusFileOptions = Pick<PcmDecodeOptions, 'tools' | 'onSpawn'> & {
  /** A file that is not there yet. */
  readonly path: string;
  readonly channels: 1 | 2;
};

/** Writes samples of 48 kHz as Ogg Opus, by an ffmpeg of its own. What goes wrong is thrown by whichever call comes next. */
export class OpusFile implements PcmSink {
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #messages = new FfmpegMessages();
  readonly #written: Promise<void>;
  #failure: EarshotError | null = null;

  /** Starts ffmpeg. */
  constructor({ path, channels, tools, onSpawn }: OpusFileOptions) {
    const { ffmpegPath } = tools;
    this.#child = spawn(ffmpegPath, opusArguments(channels), {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    onSpawn?.(this.#child, ffmpegPath);
    if (this.#child.stdin === null) throw new Error('The pipe into ffmpeg is missing.');
    this.#input = this.#child.stdin;
    // Why the pipe broke is told by how ffmpeg has ended.
    this.#input.on('error', () => {});
    readMessages(readable(this.#child, 2), this.#messages);
    this.#written = this.#write(path);
    this.#written.catch((error: unknown) => this.#giveUp(toEarshotError(error)));
    lowerPriority(this.#child);
  }

  async append(frames: Buffer): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    // Told when they are on their way, not when they are accepted: they are gone after this.
    await new Promise<void>((resolve) => {
      this.#input.write(frames, () => resolve());
    });
  }

  async end(): Promise<void> {
    this.#input.end();
    await this.#written;
  }

  async fail(reason: EarshotError): Promise<void> {
    this.#giveUp(reason);
    await this.#written.catch(() => {});
  }

  #giveUp(error: EarshotError): void {
    this.#failure ??= error;
    this.#child.kill('SIGKILL');
    this.#input.destroy();
  }

  /** Resolves when all of it is on the disk. */
  async #write(path: string): Promise<void> {
    const exit = once(this.#child, 'close');
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
    try {
      const [ended] = await Promise.all([exit, pipeline(readable(this.#child, 1), file)]);
      if (ended[0] !== 0) throw this.#refusal(`exit code ${ended[0]}, signal ${ended[1]}`);
    } catch (error) {
      // Of ffmpeg, where it could not be started, and of the file look alike but for their names.
      if (error instanceof EarshotError) throw error;
      if (isSpawnError(error))
        throw new EarshotError('ffmpeg-missing', 'ffmpeg could not be started.', { cause: error });
      if (errnoOf(error) === null || errnoOf(error) === 'ERR_STREAM_PREMATURE_CLOSE')
        throw this.#refusal(String(error));
      throw writeFailure(error, {
        full: 'There is no space for the copy to be played.',
        other: 'The copy to be played cannot be written.',
      });
    }
  }

  #refusal(end: string): EarshotError {
    const messages = this.#messages.list();
    const detail = [...messages, end].join('\n');
    if (messages.some((message) => message.includes('libopus'))) {
      return new EarshotError('ffmpeg-missing', 'This ffmpeg cannot write Opus, which browsers play.', {
        detail,
      });
    }
    return new EarshotError('decode-failed', 'The copy to be played could not be made.', { detail });
  }
}

function opusArguments(channels: number): string[] {
  return [
    [
      '-hide_banner',
      '-nostdin',
      '-nostats',
      '-loglevel',
      'error',
      '-protocol_whitelist',
      'pipe',
      '-threads',
      '1',
    ],
    ['-f', 's16le', '-ar', String(OPUS_RATE_HZ), '-ac', String(channels), '-i', 'pipe:0'],
    ['-c:a', 'libopus', '-b:a', String(channels * BITS_PER_CHANNEL), '-compression_level', String(EFFORT)],
    ['-f', 'ogg', 'pipe:1'],
  ].flat();
}

function isSpawnError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && String(error.syscall).startsWith('spawn');
}
