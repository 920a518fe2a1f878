import { cancelled, type EarshotError } from '../../../shared/errors.ts';
import type { CallCommand } from './runner-commands.ts';
import type { RunnerEventOf } from './runner-events.ts';

type FinalEvent = RunnerEventOf<'done' | 'vad'>;

/** The events of one call: its last one, and the segments before it in their order. */
export type CallResult = {
  readonly final: FinalEvent;
  readonly segments: readonly RunnerEventOf<'segment'>[];
};

type PendingCall = {
  readonly command: CallCommand['cmd'];
  readonly segments: RunnerEventOf<'segment'>[];
  readonly resolve: (result: CallResult) => void;
  readonly reject: (error: EarshotError) => void;
  /** What has to be undone when the call is over. */
  readonly onEnd: () => void;
};

/** The calls that wait for their final event, by the id that their events carry. Each ends exactly once. */
export class PendingCalls {
  readonly #calls = new Map<string, PendingCall>();

  /** Whether the runner was asked to find speech: what it computes then is counted apart. */
  get hasVad(): boolean {
    return [...this.#calls.values()].some(({ command }) => command === 'vad');
  }

  /**
   * @param onEnd called when the call is over, whatever way
   * @returns what the call came to; rejects with what it is told to
   */
  wait({ cmd, id }: CallCommand, signal: AbortSignal, onEnd: () => void): Promise<CallResult> {
    return new Promise((resolve, reject) => {
      this.#calls.set(id, {
        command: cmd,
        segments: [],
        resolve,
        // Whoever stopped the call is told so, whatever became of the runner meanwhile.
        reject: (error) => reject(signal.aborted ? cancelled() : error),
        onEnd,
      });
    });
  }

  /** @throws Error for a segment that comes twice or too early: its text would be doubled or have a hole */
  keep(segment: RunnerEventOf<'segment'>): void {
    const call = this.#calls.get(segment.id);
    if (call === undefined) return;
    const { length } = call.segments;
    if (segment.index !== length) {
      throw new Error(`segment ${segment.index} came in the place of segment ${length}`);
    }
    call.segments.push(segment);
  }

  finish(final: FinalEvent): void {
    const call = this.#take(final.id);
    if (call === undefined) return;
    if (final.ev === 'done' && final.result === 'cancelled') call.reject(cancelled());
    else call.resolve({ final, segments: call.segments });
  }

  refuse(id: string, error: EarshotError): void {
    this.#take(id)?.reject(error);
  }

  refuseAll(error: EarshotError): void {
    for (const id of this.#calls.keys()) this.refuse(id, error);
  }

  #take(id: string): PendingCall | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    call?.onEnd();
    return call;
  }
}
