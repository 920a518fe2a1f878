import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small file system in memory, which can be filled to the last byte. */
export class SmallDisk {
  readonly path: string;
  readonly #ballast: string;

  private constructor(path: string) {
    this.path = path;
    this.#ballast = join(path, 'ballast');
  }

  /** @returns null where this user may not mount one */
  static mount(path: string, sizeBytes: number): SmallDisk | null {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', path]);
    return status === 0 ? new SmallDisk(path) : null;
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  /** Takes all space but so much. */
  fillUpTo(freeBytes: number): void {
    this.empty();
    writeFileSync(this.#ballast, Buffer.alloc(Math.max(0, this.freeBytes - freeBytes)));
  }

  /** Gives back what {@link fillUpTo} has taken. */
  empty(): void {
    rmSync(this.#ballast, { force: true });
  }

  setReadOnly(isReadOnly: boolean): void {
    execFileSync('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, this.path]);
  }

  unmount(): void {
    // Lazily: what a killed program had open may be let go of a moment later.
    spawnSync('umount', ['-l', this.path]);
  }
}
