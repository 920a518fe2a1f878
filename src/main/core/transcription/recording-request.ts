import type { Quality } from './decode-settings.ts';

export type LanguageChoice =
  /** Listened for on the first speech, then fixed. */
  | { readonly mode: 'detected' }
  | { readonly mode: 'fixed'; readonly code: string }
  /** Every chunk listens for itself: for recordings in several languages. */
  | { readonly mode: 'per-part' };

export type RecordingRequest = {
  readonly file: string;
  /** Zero-based among the audio tracks, or null for the default one. */
  readonly track: number | null;
  readonly channels: 'mix' | 'split';
  readonly language: LanguageChoice;
  readonly translate: boolean;
  readonly prompt: string | null;
  readonly quality: Quality;
};
