/** Keeps the last `maxLength` characters of a stream of text: enough of a log to explain a failure, never more. */
export class BoundedTail {
  readonly #maxLength: number;
  #text = '';

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  push(text: string): void {
    this.#text = (this.#text + text).slice(-this.#maxLength);
  }

  get text(): string {
    return this.#text.trim();
  }
}
