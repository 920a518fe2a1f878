import { createStream, type RotatingFileStream } from 'rotating-file-stream';

/** The file that is being written first, then the older ones by their age. */
export const LOG_FILE_NAMES = [
  'earshot.log',
  'earshot.1.log',
  'earshot.2.log',
  'earshot.3.log',
  'earshot.4.log',
];

/** What may wait for a slow disk; it must not fill the memory. */
const MOST_WAITING_BYTES = 1024 * 1024;

export type RotatingFileOptions = {
  readonly folder: string;
  /** The newest file is put aside when it has reached this size, as in `10M`. */
  readonly size: `${number}${'K' | 'M'}`;
};

/**
 * Lines in a file that is put aside when it is full, five files in all. No method throws or rejects: a line that cannot be
 * written is counted, the next one tries again, and the first that succeeds tells how many are missing.
 */
export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #stream: RotatingFileStream | null = null;
  #lostLines = 0;
  #lastWrite: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: RotatingFileOptions) {
    this.#options = options;
  }

  /** @param line with its line end */
  write(line: string): void {
    if (this.#isClosed) return;
    const stream = this.#open();
    if (stream.writableLength > MOST_WAITING_BYTES) {
      this.#lostLines += 1;
      return;
    }
    if (this.#lostLines > 0) this.#tellLost(stream);
    this.#writeTo(stream, line, 1);
  }

  /** Resolves when every line so far is written or lost. */
  async flush(): Promise<void> {
    await this.#lastWrite;
  }

  /** Resolves when everything is written that could be written. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const stream = this.#stream;
    if (stream === null || stream.closed) return;
    await new Promise<void>((resolve) => {
      stream.once('close', resolve);
      stream.end();
    });
  }

  /** A stream that has failed once stays useless, so a new one takes its place. */
  #open(): RotatingFileStream {
    if (this.#stream !== null && !this.#stream.destroyed) return this.#stream;
    const stream = createStream((index) => LOG_FILE_NAMES[Number(index ?? 0)] ?? 'earshot.old.log', {
      path: this.#options.folder,
      size: this.#options.size,
      rotate: LOG_FILE_NAMES.length - 1,
      mode: 0o600,
    });
    // The failed line has counted itself.
    stream.on('error', () => {});
    this.#stream = stream;
    return stream;
  }

  #tellLost(stream: RotatingFileStream): void {
    const lines = this.#lostLines;
    this.#lostLines = 0;
    const notice = { level: 'warn', time: new Date().toISOString(), lines, event: 'log.lost' };
    // A full disk may have taken half a line: this one must not go on where that one was cut.
    this.#writeTo(stream, `\n${JSON.stringify(notice)}\n`, lines);
  }

  /** @param lines how many are lost when this fails */
  #writeTo(stream: RotatingFileStream, text: string, lines: number): void {
    const written = Promise.withResolvers<void>();
    this.#lastWrite = written.promise;
    stream.write(text, (error) => {
      if (error !== null && error !== undefined) this.#lostLines += lines;
      written.resolve();
    });
  }
}
