import type { LanguageChoice } from '../../../shared/job-options.ts';
import { orAborted } from '../process/or-aborted.ts';
import type { DecodedChunk } from './decode-chunk.ts';
import type { HeardLanguage, LanguageVote } from './language-vote.ts';
import { isSoundDescription } from './sound-description.ts';

/** Lets the engine listen for the language first. */
const AUTO = 'auto';

/**
 * The language of one chunk. Until that of the recording is settled, chunks listen for it themselves, which costs next to
 * nothing, and those that were wrong are decoded again.
 */
export class ChunkLanguage {
  readonly #choice: LanguageChoice;
  readonly #vote: LanguageVote;
  readonly #sequence: number;
  readonly #signal: AbortSignal;
  #heard: HeardLanguage | null = null;

  constructor(choice: LanguageChoice, vote: LanguageVote, sequence: number, signal: AbortSignal) {
    this.#choice = choice;
    this.#vote = vote;
    this.#sequence = sequence;
    this.#signal = signal;
  }

  /** What the recording is known to be in with the text of this chunk; null while nothing is. */
  get known(): HeardLanguage | null {
    return this.#vote.settled ?? this.#heard;
  }

  /** Decodes the chunk, or one piece of it after the other. */
  async decode(decodeIn: (language: string) => Promise<DecodedChunk>): Promise<DecodedChunk> {
    if (this.#choice.mode === 'per-part') return await decodeIn(AUTO);
    if (this.known !== null) return await decodeIn(this.known.code);
    const first = await decodeIn(AUTO);
    const { done, segments } = first.result;
    // Whoever comes before this chunk may never end; then the run is stopped.
    const agreed = await orAborted(this.#vote.waitFor(this.#sequence), this.#signal);
    if (agreed === null && segments.some(({ text }) => !isSoundDescription(text)) && done.language !== null) {
      this.#heard = { code: done.language, probability: done.languageProbability };
    }
    if (agreed === null || agreed.code === done.language) return first;
    const again = await decodeIn(agreed.code);
    return { ...again, replaced: [first.result, ...first.replaced, ...again.replaced] };
  }

  /**
   * Tells the other chunks. Only once this one is written down: as long as it may have to be done again, no other must be
   * written down in a language that it has settled.
   */
  report(): void {
    this.#vote.report(this.#sequence, this.#heard);
  }
}
