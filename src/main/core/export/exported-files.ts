/** As many files as are remembered; the oldest are forgotten first. */
const MOST_FILES = 100_000;

/**
 * What an export must not replace, even where the person allows it: recordings, and texts of other recordings. `talk.mp3`
 * and `talk.wav` both become `talk.txt`, and each is exported on its own; so this lives as long as the program that does it.
 */
export class ExportedFiles {
  readonly #recordings = new Set<string>();
  /** The recording that each file was written for. */
  readonly #writtenFor = new Map<string, string>();

  /** @param path a recording; no file of its name is replaced, whatever the name */
  protect(path: string): void {
    this.#recordings.add(asOneName(path));
  }

  /** @param recording the one whose text is to be written: its own older text may be replaced */
  mayReplace(path: string, recording: string): boolean {
    const file = asOneName(path);
    const owner = this.#writtenFor.get(file);
    return !this.#recordings.has(file) && (owner === undefined || owner === asOneName(recording));
  }

  wrote(path: string, recording: string): void {
    const file = asOneName(path);
    this.#writtenFor.delete(file);
    this.#writtenFor.set(file, asOneName(recording));
    const oldest = this.#writtenFor.keys().next().value;
    if (this.#writtenFor.size > MOST_FILES && oldest !== undefined) this.#writtenFor.delete(oldest);
  }
}

/** Names that are one file on a disk that knows no case, or writes accents in its own way. */
function asOneName(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
