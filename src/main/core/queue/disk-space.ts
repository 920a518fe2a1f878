import type { QueueSettings } from '../../../shared/contract/methods.ts';

export type DiskSpace = {
  /** `short`: nothing is to be started. It stays so until there is clearly more, so that nothing starts and stops in turn. */
  readonly kind: 'enough' | 'short';
  /** On the fullest of the disks that are watched. */
  readonly freeBytes: number;
};

export type DiskSpaceRules = Pick<QueueSettings, 'blockBelowFreeBytes' | 'resumeAboveFreeBytes'>;

export type DiskSpaceWatchOptions = {
  /** One on each disk that is written to. */
  readonly folders: readonly string[];
  /** `statfs` of `node:fs/promises`. */
  readonly statfs: (folder: string) => Promise<{ readonly bavail: number; readonly bsize: number }>;
  /** As they are now: a person may change them at any time. */
  readonly rules: () => DiskSpaceRules;
  /** Calls back once after a delay. @returns gives it up */
  readonly schedule: (callback: () => void, delayMs: number) => () => void;
  /** Told when `kind` changes. */
  readonly onChange: (space: DiskSpace) => void;
  /** Told when a disk does not answer; what was known of it before holds on. */
  readonly onError: (error: unknown) => void;
};

const POLL_MS = 30_000;
const LOW_POLL_MS = 5_000;
/** Below so many times the mark for going on it is looked at more often: by default below 2 GB. */
const LOW_FACTOR = 2;

/** Watches the space on the disks, so that the queue stops before something fails, and goes on by itself. */
export class DiskSpaceWatch {
  readonly #options: DiskSpaceWatchOptions;
  #space: DiskSpace = { kind: 'enough', freeBytes: Number.POSITIVE_INFINITY };
  #checking: Promise<DiskSpace> | null = null;
  #cancelNext: (() => void) | null = null;
  #isRunning = false;

  constructor(options: DiskSpaceWatchOptions) {
    this.#options = options;
  }

  /** As of the last look; `enough` with infinite space before the first. */
  get space(): DiskSpace {
    return this.#space;
  }

  /** Looks at once and then again and again. @returns what the first look has found */
  async start(): Promise<DiskSpace> {
    this.#isRunning = true;
    return await this.check();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelNext?.();
    this.#cancelNext = null;
  }

  /** Looks now, as after a write that found no space. Never rejects. */
  async check(): Promise<DiskSpace> {
    this.#checking ??= this.#look().finally(() => {
      this.#checking = null;
      this.#scheduleNext();
    });
    return await this.#checking;
  }

  async #look(): Promise<DiskSpace> {
    const { folders, statfs, onChange, onError } = this.#options;
    let freeBytes: number;
    try {
      const disks = await Promise.all(folders.map((folder) => statfs(folder)));
      freeBytes = Math.min(...disks.map(({ bavail, bsize }) => bavail * bsize));
    } catch (error) {
      onError(error);
      return this.#space;
    }
    const before = this.#space.kind;
    this.#space = { kind: this.#isShort(freeBytes) ? 'short' : 'enough', freeBytes };
    if (this.#space.kind !== before) onChange(this.#space);
    return this.#space;
  }

  #isShort(freeBytes: number): boolean {
    const { blockBelowFreeBytes, resumeAboveFreeBytes } = this.#options.rules();
    if (freeBytes < blockBelowFreeBytes) return true;
    // A mark for going on that lies below the one for stopping means both at the same place.
    return this.#space.kind === 'short' && freeBytes <= Math.max(blockBelowFreeBytes, resumeAboveFreeBytes);
  }

  #scheduleNext(): void {
    this.#cancelNext?.();
    this.#cancelNext = null;
    if (!this.#isRunning) return;
    const isLow = this.#space.freeBytes < LOW_FACTOR * this.#options.rules().resumeAboveFreeBytes;
    const delayMs = isLow || this.#space.kind === 'short' ? LOW_POLL_MS : POLL_MS;
    this.#cancelNext = this.#options.schedule(() => void this.check(), delayMs);
  }
}
