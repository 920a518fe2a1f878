import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { processesWith, signalIfThere } from './fault-processes.ts';

const STAMPS = 'verified-models.json';
/** Remembers verified models between runs, so that not every test hashes them again. */
const sharedStamps = resolve(import.meta.dirname, '../../out/test-home', STAMPS);

/** A computer's folders of its own for one command, or for several that meet there: the queue, and what is temporary. */
export class CliHome {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** One that its maker removes. */
  static make(): CliHome {
    const home = new CliHome(mkdtempSync(join(tmpdir(), 'earshot-cli-')));
    for (const folder of [home.#cache, home.temporary]) mkdirSync(folder, { recursive: true });
    if (existsSync(sharedStamps)) copyFileSync(sharedStamps, join(home.#cache, STAMPS));
    return home;
  }

  /** One that goes with the test. */
  static forThisTest(): CliHome {
    const home = CliHome.make();
    onTestFinished(() => home.remove());
    return home;
  }

  /** One for this test that begins with the jobs of this home, in which nothing may run. */
  copyForThisTest(): CliHome {
    const copy = CliHome.forThisTest();
    cpSync(join(this.queue, 'data'), join(copy.queue, 'data'), { recursive: true });
    return copy;
  }

  /** `EARSHOT_HOME`. */
  get queue(): string {
    return join(this.#folder, 'home');
  }

  get temporary(): string {
    return join(this.#folder, 'tmp');
  }

  get #cache(): string {
    return join(this.queue, 'cache');
  }

  get environment(): NodeJS.ProcessEnv {
    const { queue, temporary } = this;
    return {
      EARSHOT_HOME: queue,
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      XDG_RUNTIME_DIR: undefined,
    };
  }

  /** What lies in the folders for temporary files, those for decoded sound included. */
  leftovers(): string[] {
    return [this.temporary, join(this.#cache, 'work')].flatMap(namesIn);
  }

  /** Every living process of this home; none where the system does not tell. */
  processes(): number[] {
    return process.platform === 'linux' ? processesWith(`EARSHOT_HOME=${this.queue}`) : [];
  }

  /** Ends what a failed test has left as well. */
  remove(): void {
    for (const pid of this.processes()) signalIfThere(pid, 'SIGKILL');
    this.#shareStamps();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  #shareStamps(): void {
    const stamps = join(this.#cache, STAMPS);
    if (!existsSync(stamps) || existsSync(sharedStamps)) return;
    mkdirSync(dirname(sharedStamps), { recursive: true });
    // Whole or not at all: other tests read it meanwhile.
    const own = `${sharedStamps}.${basename(this.#folder)}`;
    copyFileSync(stamps, own);
    renameSync(own, sharedStamps);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it was never made
  }
}
