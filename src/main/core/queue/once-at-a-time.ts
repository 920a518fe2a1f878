/** Work that several may ask for, and that is done once for all of them: who comes while it is under way waits for the same. */
export class OnceAtATime<T> {
  readonly #atWork = new Map<string, Promise<T>>();

  do(key: string, work: () => Promise<T>): Promise<T> {
    const under = this.#atWork.get(key);
    if (under !== undefined) return under;
    const result = work().finally(() => this.#atWork.delete(key));
    this.#atWork.set(key, result);
    return result;
  }

  /** Resolves when nothing of it is under way. Never rejects. */
  async settled(): Promise<void> {
    while (this.#atWork.size > 0) await Promise.allSettled(this.#atWork.values());
  }
}
