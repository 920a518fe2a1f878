import { StringDecoder } from 'node:string_decoder';

/**
 * Cuts a byte stream into lines. A line longer than `maxLength` characters ends the stream with an error instead of
 * filling the memory: Node's own `readline` has no such bound.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #maxLength: number;
  #rest = '';

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /**
   * @returns the lines that `bytes` completes, without their line ends
   * @throws RangeError when a line is longer than allowed
   */
  push(bytes: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
    this.#rest = lines.pop() ?? '';
    if ([...lines, this.#rest].some((line) => line.length > this.#maxLength))
      throw new RangeError(`a line is longer than ${this.#maxLength} characters`);
    return lines;
  }
}
