import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { DiskStep } from './fault-power-record.ts';

/** The unit that a drive writes whole or not at all. */
const SECTOR_BYTES = 512;

/** What the cut does to writes that were not synced yet. */
export const CUTS = [
  /** Everything arrived: the program was killed, the power stayed. */
  'nothing-lost',
  'all-unsynced-lost',
  /** Any of them arrived, in whatever order. */
  'some-lost',
  /** Any of them arrived, and of some only a few sectors. */
  'torn',
] as const;
export type Cut = (typeof CUTS)[number];

/** Returns a number from 0 up to, but not including, 1. */
export type Random = () => number;

type Change =
  | { readonly kind: 'written'; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncated'; readonly length: number };

/** What a file is on the plate, and what is still on its way there. */
class Content {
  #bytes = Buffer.alloc(0);
  #length = 0;
  #pending: Change[] = [];

  change(change: Change): void {
    this.#pending.push(change);
  }

  sync(): void {
    for (const change of this.#pending) this.#apply(change);
    this.#pending = [];
  }

  /** @returns what is found after the cut; the content itself stays as it is */
  after(cut: Cut, random: Random): Buffer {
    const copy = new Content();
    copy.#bytes = Buffer.from(this.#bytes.subarray(0, this.#length));
    copy.#length = this.#length;
    for (const change of this.#pending) {
      for (const arrived of whatArrived(change, cut, random)) copy.#apply(arrived);
    }
    return copy.#bytes.subarray(0, copy.#length);
  }

  #apply(change: Change): void {
    if (change.kind === 'truncated') {
      // What grows is filled with zeros.
      this.#reserve(change.length);
      this.#bytes.fill(0, Math.min(change.length, this.#length), Math.max(change.length, this.#length));
      this.#length = change.length;
      return;
    }
    const end = change.offset + change.bytes.length;
    this.#reserve(end);
    change.bytes.copy(this.#bytes, change.offset);
    this.#length = Math.max(this.#length, end);
  }

  #reserve(length: number): void {
    if (this.#bytes.length >= length) return;
    const grown = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

function whatArrived(change: Change, cut: Cut, random: Random): Change[] {
  if (cut === 'nothing-lost') return [change];
  if (cut === 'all-unsynced-lost' || random() < 0.5) return [];
  return cut === 'torn' ? tear(change, random) : [change];
}

function tear(change: Change, random: Random): Change[] {
  if (change.kind === 'truncated' || random() < 0.5) return [change];
  const pieces: Change[] = [];
  for (let at = 0; at < change.bytes.length; ) {
    const untilSector = SECTOR_BYTES - ((change.offset + at) % SECTOR_BYTES);
    const bytes = change.bytes.subarray(at, at + untilSector);
    if (random() < 0.5) pieces.push({ kind: 'written', offset: change.offset + at, bytes });
    at += bytes.length;
  }
  return pieces;
}

type Names = ReadonlyMap<string, Content>;

/**
 * A drive on which a recorded program is played again step by step. Names are journalled as file systems do it: they
 * arrive in their order, at the latest with the next sync of anything.
 */
export class PlayedDisk {
  readonly #folder: string;
  readonly #byNumber = new Map<number, Content>();
  /** Later ones last; the first is on the plate. */
  #names: Names[] = [new Map()];

  /** @param folder that was watched */
  constructor(folder: string) {
    this.#folder = folder;
  }

  play(step: DiskStep): void {
    switch (step.kind) {
      case 'opened': {
        const known = this.#now.get(step.path);
        const content = known ?? new Content();
        this.#byNumber.set(step.file, content);
        if (known === undefined) this.#rename((names) => names.set(step.path, content));
        return;
      }
      case 'written':
      case 'truncated':
        this.#byNumber.get(step.file)?.change(step);
        return;
      case 'synced':
        this.#byNumber.get(step.file)?.sync();
        this.#names = [this.#now];
        return;
      case 'renamed':
        this.#rename((names) => {
          const content = names.get(step.from);
          names.delete(step.from);
          if (content !== undefined) names.set(step.to, content);
        });
        return;
      case 'removed':
        this.#rename((names) => names.delete(step.path));
        return;
    }
  }

  /** Cuts the power here and writes what is left into an empty folder. The played program goes on as if nothing was. */
  cutInto(target: string, cut: Cut, random: Random): void {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    const names = cut === 'nothing-lost' ? this.#now : this.#names[Math.floor(random() * this.#names.length)];
    for (const [path, content] of names ?? []) {
      // The index of the write-ahead log lives in memory only.
      if (path.endsWith('-shm') || path === this.#folder) continue;
      const file = join(target, relative(this.#folder, path));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content.after(cut, random));
    }
  }

  get #now(): Names {
    return this.#names.at(-1) ?? new Map();
  }

  #rename(change: (names: Map<string, Content>) => void): void {
    const names = new Map(this.#now);
    change(names);
    this.#names.push(names);
  }
}

/** The same numbers for the same seed: a failure can be played again. (mulberry32) */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
