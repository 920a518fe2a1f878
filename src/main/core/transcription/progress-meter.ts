import type { Stage } from '../../../shared/contract/job.ts';
import type { EarlierChunk } from './chunk-feed.ts';
import type { Progress } from './pipeline-events.ts';

/** Folds finished chunks into honest progress: it never goes back, and says nothing about speed before it is measured. */
export class ProgressMeter {
  readonly #now: () => number;
  readonly #streams: number;
  #stage: Stage = 'probing';
  #durationMs = 0;
  #startedAtMs: number | null = null;
  /** For each stream: chunks that finished out of order, and how far everything is finished. */
  readonly #finished: { untilMs: number; waiting: Map<number, number>; next: number }[] = [];
  #chunksDone = 0;
  #chunksPlanned = 0;
  #planIsComplete = false;
  #doneBeforeMs = 0;

  /**
   * @param now milliseconds of any steady clock
   * @param streams how many streams are worked on side by side
   */
  constructor(now: () => number, streams: number) {
    this.#now = now;
    this.#streams = streams;
    for (let index = 0; index < streams; index++)
      this.#finished.push({ untilMs: 0, waiting: new Map(), next: 0 });
  }

  enter(stage: Stage): void {
    this.#stage = stage;
    if (stage === 'transcribing') this.#startedAtMs ??= this.#now();
  }

  /** The header's estimate first, what was really read later. */
  setDuration(durationMs: number): void {
    this.#durationMs = durationMs;
  }

  /** Counts what earlier runs have planned and done; speed remains that of this run alone. */
  resume(earlier: readonly EarlierChunk[]): void {
    for (const { streamIndex, chunk, isFinished } of earlier) {
      this.plan();
      if (isFinished) this.finish(streamIndex, chunk.index, chunk.endMs);
    }
    this.#doneBeforeMs = this.#doneMs();
  }

  plan(): void {
    this.#chunksPlanned += 1;
  }

  completePlan(): void {
    this.#planIsComplete = true;
  }

  /** A chunk of a stream is finished up to `endMs`; chunks of one stream may finish in any order. */
  finish(streamIndex: number, chunkIndex: number, endMs: number): void {
    this.#chunksDone += 1;
    const stream = this.#finished[streamIndex];
    if (stream === undefined) return;
    stream.waiting.set(chunkIndex, endMs);
    for (
      let end = stream.waiting.get(stream.next);
      end !== undefined;
      end = stream.waiting.get(stream.next)
    ) {
      stream.waiting.delete(stream.next);
      stream.next += 1;
      stream.untilMs = end;
    }
  }

  /** Everything up to the end of the recording is finished. */
  finishAll(): void {
    for (const stream of this.#finished) stream.untilMs = Math.max(stream.untilMs, this.#durationMs);
  }

  get progress(): Progress {
    const doneMs = Math.min(this.#doneMs(), Math.max(this.#durationMs, 0));
    const doneNowMs = doneMs - this.#doneBeforeMs;
    const wallMs = this.#startedAtMs === null ? 0 : this.#now() - this.#startedAtMs;
    const speed = doneNowMs > 0 && wallMs > 0 ? doneNowMs / wallMs : null;
    return {
      stage: this.#stage,
      durationMs: this.#durationMs,
      doneMs,
      chunksDone: this.#chunksDone,
      chunksPlanned: this.#chunksPlanned,
      planIsComplete: this.#planIsComplete,
      speed,
      remainingMs: speed === null ? null : Math.round((this.#durationMs - doneMs) / speed),
    };
  }

  #doneMs(): number {
    return Math.round(this.#finished.reduce((sum, stream) => sum + stream.untilMs, 0) / this.#streams);
  }
}
