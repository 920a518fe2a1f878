import type { Transcript } from '../../src/shared/transcript.ts';

/** A finished transcript with a segment of a second for each text. */
export function transcriptOf(texts: readonly string[]): Transcript {
  return {
    schema: 'earshot.transcript/1',
    source: { fileName: 'talk.mp3', durationMs: texts.length * 1_000, track: 0, channels: 'mix' },
    engine: {
      name: 'scripted',
      variant: 'none',
      backend: 'none',
      model: 'base',
      modelSha256: '',
      quality: 'balanced',
      task: 'transcribe',
    },
    language: { code: 'en', probability: 0.9, mode: 'detected' },
    complete: true,
    segments: texts.map((text, index) => ({
      id: `m-${index}-0`,
      startMs: index * 1_000,
      endMs: (index + 1) * 1_000,
      text,
      originalText: text,
      words: [],
      language: 'en',
      speaker: null,
      channel: null,
      averageLogProbability: -0.2,
      noSpeechProbability: 0,
      temperature: 0,
    })),
    review: [],
    warnings: [],
    discarded: [],
  };
}
