/** What the system hands over one by one is added together: a person has opened it together. */
const GATHER_MS = 200;

/** Gathers files that are opened with the app. */
export class FileInbox {
  readonly #onFiles: (paths: readonly string[]) => void;
  #paths: string[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(onFiles: (paths: readonly string[]) => void) {
    this.#onFiles = onFiles;
  }

  put(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.#paths.push(...paths);
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      const gathered = this.#paths;
      this.#paths = [];
      this.#timer = null;
      this.#onFiles(gathered);
    }, GATHER_MS);
  }
}
