import { setTimeout as delay } from 'node:timers/promises';
import type { FaultHome } from './fault-home.ts';
import { type Expectation, type Finding, judge } from './fault-oracle.ts';
import type { Random } from './fault-power-cut.ts';
import { signalIfThere } from './fault-processes.ts';
import type { FaultRecording } from './fault-recording.ts';
import type { CliResult, RunningCli } from './run-cli.ts';

/** From one start of the program to its end, planned or not. */
export type Life = {
  readonly wasKilled: boolean;
  readonly result: CliResult;
  readonly findings: readonly Finding[];
};

/** Recordings that are given to the program again and again until all of them are done, whatever happens to it. */
export class DisturbedBatch {
  readonly home: FaultHome;
  readonly recordings: readonly FaultRecording[];
  readonly #arguments: readonly string[];
  readonly #accepted = new Set<string>();

  constructor(home: FaultHome, recordings: readonly FaultRecording[], options: readonly string[] = []) {
    this.home = home;
    this.recordings = recordings;
    this.#arguments = ['transcribe', '-l', 'en', '--json', ...options, ...recordings.map(({ path }) => path)];
  }

  /** Jobs that the program has confirmed in any of its lives. */
  get accepted(): readonly string[] {
    return [...this.#accepted];
  }

  start(env: NodeJS.ProcessEnv = {}): Promise<RunningCli> {
    return this.home.start(this.#arguments, env);
  }

  /** One life that ends after `ms` at the latest. Its children live on as long as they can. */
  async live(ms: number, env: NodeJS.ProcessEnv = {}): Promise<Life> {
    const cli = await this.start(env);
    const over = new AbortController();
    const isDone = await Promise.race([
      cli.finished.then(() => true),
      delay(ms, false, { signal: over.signal }).catch(() => true),
    ]);
    over.abort();
    if (!isDone) signalIfThere(cli.pid, 'SIGKILL');
    return this.takeStock(await cli.finished);
  }

  /** What a life has left behind. */
  takeStock(result: CliResult): Life {
    for (const uid of uidsIn(result.stdout)) this.#accepted.add(uid);
    const wasKilled = result.exitCode === null;
    return { wasKilled, result, findings: this.judge(!wasKilled) };
  }

  judge(isOver: boolean, other: Partial<Expectation> = {}): Finding[] {
    return judge(this.home.database, {
      accepted: this.accepted,
      recordings: this.recordings,
      isOver,
      ...other,
    });
  }
}

/** Jobs that are named in events, also in a stream that was cut. */
function uidsIn(stdout: string): string[] {
  return [...stdout.matchAll(/"uid":"([^"]+)"/g)].flatMap(([, uid]) => uid ?? []);
}

/** A whole number from one up to the other, both included. */
export function between(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Waits until nothing of a home runs any more; the test's own time limit is the only one. */
export async function untilQuiet(home: FaultHome): Promise<void> {
  while (home.processes().length > 0) await delay(25);
}
