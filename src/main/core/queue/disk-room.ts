import type { Log } from '../logging/log.ts';
import { createReserve, releaseReserve } from './disk-reserve.ts';
import { type DiskSpace, type DiskSpaceRules, DiskSpaceWatch } from './disk-space.ts';

export type DiskRoomOptions = {
  /** Holds the reserve. */
  readonly dataFolder: string;
  readonly tempFolder: string;
  readonly statfs: (folder: string) => Promise<{ readonly bavail: number; readonly bsize: number }>;
  readonly rules: () => DiskSpaceRules;
  /** Told when there is enough again, or too little. */
  readonly onChange: () => void;
  readonly log: Log;
};

const LOOK_AGAIN_MS = 2_000;

/** The space that the queue writes into: watched, set aside for the worst moment, and waited for in it. */
export class DiskRoom {
  readonly #options: DiskRoomOptions;
  readonly #watch: DiskSpaceWatch;

  constructor(options: DiskRoomOptions) {
    const { dataFolder, tempFolder, statfs, rules, log } = options;
    this.#options = options;
    this.#watch = new DiskSpaceWatch({
      folders: [dataFolder, tempFolder],
      statfs,
      rules,
      schedule,
      onChange: (space) => this.#announce(space),
      onError: (error) => log.warn('disk.no-answer', { error: asError(error) }),
    });
  }

  get isEnough(): boolean {
    return this.#watch.space.kind === 'enough';
  }

  async start(): Promise<void> {
    await this.#watch.start();
    await this.#setAside();
  }

  stop(): void {
    this.#watch.stop();
  }

  /** The rules have changed. */
  async check(): Promise<void> {
    await this.#watch.check();
  }

  /** Gives up the reserve for whoever needs it now; where there is none, waits a moment. */
  async make(signal: AbortSignal): Promise<void> {
    if (await releaseReserve(this.#options.dataFolder)) return;
    await this.#watch.check();
    // Who does not want to wait any more tries once more, and then gives up by itself.
    await pause(LOOK_AGAIN_MS, signal);
  }

  #announce({ kind }: DiskSpace): void {
    if (kind === 'enough') void this.#setAside();
    this.#options.onChange();
  }

  /** Never rejects: work goes on without it. */
  async #setAside(): Promise<void> {
    try {
      await createReserve(this.#options.dataFolder);
    } catch (error) {
      this.#options.log.warn('disk.no-reserve', { error: asError(error) });
    }
  }
}

function schedule(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}

/** Ends early when the signal fires. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

function asError(thrown: unknown): Error | string {
  return thrown instanceof Error ? thrown : String(thrown);
}
