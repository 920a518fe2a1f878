import { type Engine, type PcmRange, SAMPLES_PER_MS, type SpeechProbabilities } from '../engine/engine.ts';
import { type Revival, tryRepeatedly } from './engine-deaths.ts';
import { EngineTurns, type Turn } from './engine-turns.ts';
import type { TranscriptionPorts } from './transcription-ports.ts';
import { withinBudget } from './within-budget.ts';

/** The engine as one recording uses it: each call has its turn and its budget. */
export class RecordingEngine implements Pick<Engine, 'speechProbabilities'> {
  readonly #ports: TranscriptionPorts;
  readonly #signal: AbortSignal;
  readonly #turns = new EngineTurns();

  /** @param signal ends everything that waits */
  constructor(ports: TranscriptionPorts, signal: AbortSignal) {
    this.#ports = ports;
    this.#signal = signal;
  }

  /** How work goes on after it has killed an engine. */
  revival(before: Pick<Revival, 'deaths' | 'onDeath'>): Revival {
    return {
      ...before,
      wait: (ms) => this.#ports.wait(ms, this.#signal),
      start: () => this.#ports.engine.ready(this.#signal),
    };
  }

  transcriber(turn: Turn): Pick<Engine, 'transcribe'> {
    return {
      transcribe: (range, options, signal) =>
        this.#call(turn, range, signal, (within) => this.#ports.engine.transcribe(range, options, within)),
    };
  }

  /** Tried again like a chunk, and like any chunk not for ever; but without its answer nothing goes on. */
  async speechProbabilities(range: PcmRange, signal: AbortSignal): Promise<SpeechProbabilities> {
    const tried = await tryRepeatedly(
      (turn) =>
        this.#call(turn, range, signal, (within) => this.#ports.engine.speechProbabilities(range, within)),
      this.revival({ deaths: 0, onDeath: async () => {} }),
    );
    if (tried.kind === 'died') throw tried.error;
    return tried.value;
  }

  #call<T>(
    turn: Turn,
    { sampleCount }: PcmRange,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const budgetMs = this.#ports.chunkBudgetMs(sampleCount / SAMPLES_PER_MS);
    return this.#turns.take(turn, () => withinBudget(budgetMs, signal, work));
  }
}
