import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { EarshotError, writeFailure } from '../../../shared/errors.ts';
import { BYTES_PER_SAMPLE } from './decode-arguments.ts';

export type PcmAvailability = {
  /** Samples that can be read from the file now. */
  readonly available: number;
  /** True when no more will come. */
  readonly ended: boolean;
};

/** A working file of 16 kHz mono 16-bit little-endian samples that may still be growing. */
export type PcmStream = {
  readonly path: string;
  /** Zero-based channel of the source, or null for a mix of all. */
  readonly channel: number | null;
  availableSamples(): number;
  /**
   * Waits until so many samples are there, or until the end when there are fewer.
   *
   * @throws EarshotError `cancelled` when the signal fires; the error of the decoding when that failed
   */
  waitFor(samples: number, signal: AbortSignal): Promise<PcmAvailability>;
};

type State = { kind: 'growing' } | { kind: 'ended' } | { kind: 'failed'; error: EarshotError };

/** The writing side of a {@link PcmStream}. */
export class PcmFile implements PcmStream {
  readonly path: string;
  readonly channel: number | null;
  readonly #handle: FileHandle;
  readonly #waiting = new Set<() => void>();
  #samples = 0;
  #state: State = { kind: 'growing' };

  private constructor(path: string, channel: number | null, handle: FileHandle) {
    this.path = path;
    this.channel = channel;
    this.#handle = handle;
  }

  /** @throws EarshotError `disk-full`, `output-not-writable` */
  static async create(path: string, channel: number | null): Promise<PcmFile> {
    try {
      return new PcmFile(path, channel, await open(path, 'w'));
    } catch (error) {
      throw writeError(error);
    }
  }

  availableSamples(): number {
    return this.#samples;
  }

  async waitFor(samples: number, signal: AbortSignal): Promise<PcmAvailability> {
    while (this.#state.kind === 'growing' && this.#samples < samples && !signal.aborted) {
      await this.#nextChange(signal);
    }
    if (this.#state.kind === 'failed') throw this.#state.error;
    if (signal.aborted) throw new EarshotError('cancelled', 'Cancelled.', { cause: signal.reason });
    return { available: this.#samples, ended: this.#state.kind === 'ended' };
  }

  /** Adds whole samples. @throws EarshotError `disk-full`, `output-not-writable` */
  async append(samples: Buffer): Promise<void> {
    try {
      await this.#handle.appendFile(samples);
    } catch (error) {
      throw writeError(error);
    }
    this.#samples += samples.length / BYTES_PER_SAMPLE;
    this.#wake();
  }

  async end(): Promise<void> {
    await this.#handle.close();
    this.#state = { kind: 'ended' };
    this.#wake();
  }

  async fail(error: EarshotError): Promise<void> {
    this.#state = { kind: 'failed', error };
    this.#wake();
    await this.#handle.close();
  }

  #nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}

function writeError(error: unknown): EarshotError {
  return writeFailure(
    error,
    {
      full: 'The disk is full: the decoded sound does not fit.',
      other: 'The decoded sound cannot be written.',
    },
    'Free some space on the disk with the temporary files; an hour of sound needs 115 MB there.',
  );
}
