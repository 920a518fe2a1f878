import { isPlain, type NumberWord } from './number-words.ts';

/** Reads words from left to right and holds the number that is being spoken. */
export class NumberReader {
  readonly out: string[] = [];
  /** A quantity is an integer; digits strung together, and decimals, are text. */
  #pending: bigint | string | null = null;
  #prefix = '';

  get isInNumber(): boolean {
    return this.#pending !== null;
  }

  /** A word that belongs to no number ends the one before it. */
  takeWord(word: string): void {
    this.flush();
    this.#emit(word);
  }

  takeSign(symbol: string): void {
    this.flush();
    this.#prefix = symbol;
  }

  /** The currency is spoken after the amount and written before it. */
  endAsMoney(symbol: string): void {
    this.#prefix = symbol;
    this.flush();
  }

  #emit(text: string): void {
    this.out.push(this.#prefix + text);
    this.#prefix = '';
    this.#pending = null;
  }

  /** Ends the number, if there is one. */
  flush(suffix = ''): void {
    if (this.#pending !== null) this.#emit(`${this.#pending}${suffix}`);
  }

  /** Numerals as written, with their currency sign if they have one. */
  takeNumeral(symbol: string, numeral: string): void {
    if (typeof this.#pending === 'string' && this.#pending.endsWith('.')) {
      this.#pending += symbol + numeral;
      return;
    }
    this.flush();
    if (symbol !== '') this.#prefix = symbol;
    this.#pending = /^\d+(?:\.0+)?$/u.test(numeral) ? BigInt(numeral.replace(/\..*/u, '')) : numeral;
  }

  appendDigits(digits: string): void {
    this.#pending = `${this.#digitsSoFar()}${digits}`;
  }

  /** "seven": fills the last place of "thirty", follows "one" as a digit. */
  takeUnit(value: bigint, previous: NumberWord | undefined, suffix: string): void {
    const nominal = typeof this.#pending === 'string' || isPlain(previous, 'unit');
    if (nominal && isPlain(previous, 'ten') && value < 10n) {
      this.#pending = String(this.#pending).slice(0, -1) + value;
    } else {
      this.#fill(value, nominal, value < 10n ? 10n : 100n);
    }
    if (suffix !== '') this.flush(suffix);
  }

  takeTen(value: bigint, suffix: string): void {
    this.#fill(value, typeof this.#pending === 'string', 100n);
    if (suffix !== '') this.flush(suffix);
  }

  takeScale(scale: bigint, suffix: string): void {
    const pending = this.#pending;
    if (typeof pending === 'bigint') {
      const below = pending % 1000n;
      this.#pending = pending - below + below * scale;
    } else {
      const product = pending === null ? scale : timesScale(pending, scale);
      if (product === null) this.flush();
      this.#pending = product ?? scale;
    }
    if (suffix !== '') this.flush(suffix);
  }

  /** Adds where the places of the number are still free, else strings the digits together. */
  #fill(value: bigint, nominal: boolean, places: bigint): void {
    const pending = this.#pending;
    if (pending === null) this.#pending = value;
    else if (typeof pending === 'bigint' && !nominal && pending % places === 0n)
      this.#pending = pending + value;
    else this.#pending = `${pending}${value}`;
  }

  #digitsSoFar(): string {
    return this.#pending === null || this.#pending === 0n ? '' : String(this.#pending);
  }
}

/** "2.5" × a million, or null where the product is no whole number or the text no decimal. */
function timesScale(decimal: string, scale: bigint): bigint | null {
  const parts = /^(\d+)(?:\.(\d*))?$|^\.(\d+)$/u.exec(decimal);
  if (parts === null) return null;
  const fraction = parts[2] ?? parts[3] ?? '';
  const divisor = 10n ** BigInt(fraction.length);
  const product = BigInt((parts[1] ?? '') + fraction) * scale;
  return product % divisor === 0n ? product / divisor : null;
}
