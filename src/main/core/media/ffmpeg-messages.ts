const MOST_MESSAGES = 5;
const LONGEST_MESSAGE = 300;

/** Lines that say nothing about the file: repetitions, and our raw output, which carries no timestamps. */
const NOISE = /^Last message repeated|non monotonically increasing dts to muxer/;

/**
 * The last few different messages of an ffmpeg log, however long that gets. Memory addresses are taken out
 * (`[mp3 @ 0x55…]`), so that the same fault reads the same each time, and so is the option list that ffmpeg repeats
 * when it refuses a format.
 */
export class FfmpegMessages {
  readonly #messages = new Set<string>();

  /** Adds a line, or a whole log. */
  add(log: string): void {
    for (const line of log.split('\n')) this.#addLine(line);
  }

  list(): string[] {
    return [...this.#messages];
  }

  #addLine(line: string): void {
    const message = line
      .replaceAll(/ @ 0x[0-9a-f]+/g, '')
      .replace(/(Format not on whitelist).*/, '$1')
      .trim()
      .slice(0, LONGEST_MESSAGE);
    if (message === '' || NOISE.test(message)) return;
    // Set again, so that the order is that of the latest mention.
    this.#messages.delete(message);
    this.#messages.add(message);
    for (const oldest of this.#messages) {
      if (this.#messages.size <= MOST_MESSAGES) break;
      this.#messages.delete(oldest);
    }
  }
}
