import type { Engine } from '../engine/engine.ts';
import type { DecodeOptions, Decoding } from '../media/decode.ts';
import type { MediaInfo } from '../media/media-info.ts';
import type { Guard } from './guards.ts';
import type { PlanRules } from './plan-chunks.ts';

/** What a recording needs from outside on its way to text. */
export type TranscriptionPorts = {
  readonly probe: (file: string, signal: AbortSignal) => Promise<MediaInfo>;
  readonly decode: (request: Omit<DecodeOptions, 'tools'>) => Promise<Decoding>;
  readonly engine: Engine;
  /** Named in the transcript's record. */
  readonly model: { readonly id: string; readonly sha256: string };
  readonly guards: readonly Guard[];
  readonly planRules: PlanRules;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Resolves after so much wall time; rejects when the signal fires first. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How long the engine may work on so much sound in one call, in ms of wall time; more is taken for a fault. */
  readonly chunkBudgetMs: (mediaMs: number) => number;
};
