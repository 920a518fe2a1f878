import type { SourceFingerprint } from '../storage/store.ts';
import type { JobBook } from './job-book.ts';
import { hashSource, isSameSource } from './source-fingerprint.ts';

/** A job for a recording, known before or about to be added. */
export type Twin = { readonly uid: string; readonly source: SourceFingerprint };

/** Recordings of one length, the newest job last. */
type Group = {
  readonly byPath: Map<string, Twin>;
  readonly byHash: Map<string, Twin>;
  /** Their content was not asked for yet. */
  unread: Twin[];
};

/**
 * Finds jobs for the same content, for one batch. Only files of the same length are compared, and each is read once
 * however many there are: recorders make thousands of one length.
 */
export class TwinSearch {
  readonly #book: JobBook;
  readonly #groups = new Map<number, Group>();

  constructor(book: JobBook) {
    this.#book = book;
  }

  /** @returns the newest job for this content; `source` with its hash where that had to be read */
  async find(source: SourceFingerprint): Promise<{ twin: Twin | null; source: SourceFingerprint }> {
    const group = this.#groupOf(source.sizeBytes);
    const samePath = group.byPath.get(source.path);
    if (samePath !== undefined && isSameSource(samePath.source, source)) return { twin: samePath, source };
    if (group.byPath.size === 0) return { twin: null, source };
    const partialHash = await hashOf(source);
    if (partialHash === null) return { twin: null, source };
    await this.#readAll(group);
    return { twin: group.byHash.get(partialHash) ?? null, source: { ...source, partialHash } };
  }

  /** A job that is about to be added: the next recording may be the same. */
  add(twin: Twin): void {
    put(this.#groupOf(twin.source.sizeBytes), twin);
  }

  #groupOf(sizeBytes: number): Group {
    const known = this.#groups.get(sizeBytes);
    if (known !== undefined) return known;
    const group: Group = { byPath: new Map(), byHash: new Map(), unread: [] };
    for (const twin of this.#book.ofSize(sizeBytes)) put(group, twin);
    this.#groups.set(sizeBytes, group);
    return group;
  }

  async #readAll(group: Group): Promise<void> {
    const { unread } = group;
    group.unread = [];
    for (const twin of unread) {
      const hash = await hashOf(twin.source);
      if (hash !== null) group.byHash.set(hash, twin);
    }
  }
}

function put(group: Group, twin: Twin): void {
  group.byPath.set(twin.source.path, twin);
  group.unread.push(twin);
}

/** @returns null for what is away or unreadable: it is no twin of anything */
async function hashOf({ path, partialHash }: SourceFingerprint): Promise<string | null> {
  if (partialHash !== null) return partialHash;
  try {
    return (await hashSource(path)).partialHash;
  } catch {
    return null;
  }
}
