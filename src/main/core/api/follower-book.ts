import type { Following } from '../../../shared/contract/events.ts';

/** One connection's entry in a {@link FollowerBook}. */
export type Follower = {
  /** Replaces what this connection waits for. */
  follow(jobs: Following): void;
  /** The connection is gone, and what it waited for with it. */
  leave(): void;
};

type Followed = 'all' | ReadonlySet<string>;

/**
 * Who waits for the end of which jobs. What the queue asks of it for every job takes the same time however many follow
 * however much.
 */
export class FollowerBook {
  readonly #followed = new Map<symbol, Followed>();
  /** Of connections that follow all. */
  #followersOfAll = 0;
  /** Of connections, for each job that some name. */
  readonly #followersOf = new Map<string, number>();
  /** The keys of {@link #followersOf}. */
  readonly #uids = new Set<string>();
  readonly #listeners = new Set<() => void>();

  /** A new connection; it follows nothing yet. */
  enter(): Follower {
    const connection = Symbol('connection');
    let hasLeft = false;
    return {
      follow: (jobs) => {
        if (hasLeft) return;
        this.#strike(connection);
        this.#write(connection, jobs === 'all' ? 'all' : new Set(jobs));
        this.#announce();
      },
      leave: () => {
        hasLeft = true;
        if (this.#strike(connection)) this.#announce();
      },
    };
  }

  /** What somebody follows, now and as it changes. */
  get everyone(): Followed {
    return this.#followersOfAll > 0 ? 'all' : this.#uids;
  }

  isFollowed(uid: string): boolean {
    return this.#followersOfAll > 0 || this.#uids.has(uid);
  }

  /** @returns ends the notifications */
  onChange(listener: () => void): () => void {
    // An entry of its own: the same function may be given twice.
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  #write(connection: symbol, followed: Followed): void {
    this.#followed.set(connection, followed);
    if (followed === 'all') {
      this.#followersOfAll += 1;
      return;
    }
    for (const uid of followed) {
      this.#followersOf.set(uid, (this.#followersOf.get(uid) ?? 0) + 1);
      this.#uids.add(uid);
    }
  }

  /** @returns whether it was in the book */
  #strike(connection: symbol): boolean {
    const followed = this.#followed.get(connection);
    if (followed === undefined) return false;
    this.#followed.delete(connection);
    if (followed === 'all') {
      this.#followersOfAll -= 1;
      return true;
    }
    for (const uid of followed) {
      const left = (this.#followersOf.get(uid) ?? 0) - 1;
      if (left > 0) this.#followersOf.set(uid, left);
      else {
        this.#followersOf.delete(uid);
        this.#uids.delete(uid);
      }
    }
    return true;
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
