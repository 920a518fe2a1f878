import * as fc from 'fast-check';
import type { Segment, Transcript, Word } from '../../../src/shared/transcript.ts';

type WordText = { readonly text: string; readonly isSpaced: boolean };

/** Words that mean something to one of the formats, to be carried as plain text by all of them. */
const MARKUP = [
  '-->',
  '<i>',
  '</i>',
  '<v',
  '<<b>',
  '&amp;',
  '{\\an8}',
  '{Y:i}',
  'C:\\New',
  '=1+1',
  '+49',
  '-',
  '@home',
  '"quoted",',
  ';=2',
  '[00:01.00]',
  '<00:01.00>',
  '**bold**',
  '#',
  '[link](x)',
  '42',
  'WEBVTT',
  'NOTE',
  'tab\tand\nline',
  'nul\u0000',
  '\u2028',
  'lone\uD800',
] as const;

const EMOJI = ['😀', '👩‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇩🇪', '❤️', '1️⃣'] as const;

const spaced = (text: fc.Arbitrary<string>) =>
  text.map((value): WordText => ({ text: value, isSpaced: true }));
const unspaced = (text: fc.Arbitrary<string>) =>
  text.map((value): WordText => ({ text: value, isSpaced: false }));
const lettersOf = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength: 1, maxLength, size: 'max' });

const wordText: fc.Arbitrary<WordText> = fc.oneof(
  { weight: 6, arbitrary: spaced(lettersOf('abcdefghijklmnopqrstuvwxyzäöüéß', 12)) },
  {
    weight: 2,
    arbitrary: spaced(fc.constantFrom('and', 'done.', 'Well,', 'Really?!', '“Yes.”', 'oui\u00A0!', '!', '…')),
  },
  { weight: 2, arbitrary: spaced(lettersOf('אבגדהשלום', 8)) },
  { weight: 2, arbitrary: spaced(lettersOf('ابتثجحخدمرحبا', 8)) },
  { weight: 3, arbitrary: unspaced(lettersOf('我们今天去看电影日本語ですカタカナー。、「」', 60)) },
  { weight: 1, arbitrary: unspaced(lettersOf('กขคงสวัสดีครับ', 60)) },
  { weight: 1, arbitrary: spaced(lettersOf('안녕하세요한국어', 30)) },
  {
    weight: 2,
    arbitrary: unspaced(
      fc.string({ unit: fc.constantFrom(...EMOJI), minLength: 1, maxLength: 30, size: 'max' }),
    ),
  },
  { weight: 1, arbitrary: spaced(fc.nat({ max: 300 }).map((length) => 'x'.repeat(length + 43))) },
  { weight: 1, arbitrary: spaced(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20, size: 'max' })) },
  { weight: 2, arbitrary: spaced(fc.constantFrom(...MARKUP)) },
);

const gapMs = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 400 }),
  fc.integer({ min: 401, max: 20_000 }),
);
const spokenMs = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 900 }),
  fc.integer({ min: 901, max: 12_000 }),
);

type TimedWordText = WordText & { readonly gapMs: number; readonly spokenMs: number };

const timedWord: fc.Arbitrary<TimedWordText> = fc
  .tuple(wordText, gapMs, fc.boolean(), spokenMs)
  .map(([{ text, isSpaced }, pauseMs, hasPause, lengthMs]) => ({
    text,
    isSpaced,
    gapMs: hasPause ? pauseMs : 0,
    spokenMs: lengthMs,
  }));

const phrase = fc.record({
  words: fc.array(timedWord, { minLength: 1, maxLength: 25, size: 'max' }),
  keepsWords: fc.boolean(),
});

type Phrase = { readonly words: readonly TimedWordText[]; readonly keepsWords: boolean };

function layOnChannel(phrases: readonly Phrase[], channel: number | null): Segment[] {
  let nowMs = 0;
  return phrases.flatMap(({ words, keepsWords }, index) => {
    const timed: Word[] = words.map((word, wordIndex) => {
      const startMs = nowMs + word.gapMs;
      nowMs = startMs + word.spokenMs;
      const spaceBefore = wordIndex > 0 && (word.isSpaced || words[wordIndex - 1]?.isSpaced === true);
      return { text: word.text, startMs, endMs: nowMs, probability: 0.9, spaceBefore };
    });
    const text = timed.map((word) => (word.spaceBefore ? ' ' : '') + word.text).join('');
    return {
      id: `${channel ?? 'm'}-0-${index}`,
      startMs: timed[0]?.startMs ?? nowMs,
      endMs: nowMs,
      text,
      originalText: text,
      words: keepsWords ? timed : [],
      language: 'en',
      speaker: null,
      channel,
      averageLogProbability: -0.2,
      noSpeechProbability: 0.01,
      temperature: 0,
    };
  });
}

/** A valid transcript around the given segments. */
export function transcriptOf(
  segments: readonly Segment[],
  source: Partial<Transcript['source']> = {},
): Transcript {
  return {
    schema: 'earshot.transcript/1',
    source: {
      fileName: 'talk.mp3',
      durationMs: Math.max(0, ...segments.map((segment) => segment.endMs)),
      track: 0,
      channels: segments.some((segment) => segment.channel !== null) ? 'split' : 'mix',
      ...source,
    },
    engine: {
      name: 'whisper.cpp',
      variant: 'avx2',
      backend: 'cpu',
      model: 'base-q8_0',
      modelSha256: '0'.repeat(64),
      quality: 'balanced',
      task: 'transcribe',
    },
    language: { code: 'en', probability: 0.98, mode: 'detected' },
    complete: true,
    segments: [...segments],
    review: [],
    warnings: [],
    discarded: [],
  };
}

/** A segment whose words each take 300 ms, separated by spaces, with no pauses. */
export function spokenSegment(text: string, overrides: Partial<Segment> = {}): Segment {
  const startMs = overrides.startMs ?? 0;
  const words = text.split(' ').map((word, index) => ({
    text: word,
    startMs: startMs + index * 300,
    endMs: startMs + (index + 1) * 300,
    probability: 0.9,
    spaceBefore: index > 0,
  }));
  return {
    id: `m-0-${startMs}`,
    endMs: startMs + words.length * 300,
    text,
    originalText: text,
    words,
    language: 'en',
    speaker: null,
    channel: null,
    averageLogProbability: -0.2,
    noSpeechProbability: 0.01,
    temperature: 0,
    ...overrides,
    startMs,
  };
}

/** One voice: Latin, right-to-left, unspaced scripts, emoji, markup, huge words, no gaps and long ones; or nothing. */
export const arbitraryTranscript: fc.Arbitrary<Transcript> = fc
  .array(phrase, { maxLength: 6 })
  .map((phrases) => transcriptOf(layOnChannel(phrases, null)));

/** Two channels whose speech overlaps freely. */
export const arbitraryDialogue: fc.Arbitrary<Transcript> = fc
  .tuple(fc.array(phrase, { minLength: 1, maxLength: 5 }), fc.array(phrase, { minLength: 1, maxLength: 5 }))
  .map(([left, right]) =>
    transcriptOf(
      [...layOnChannel(left, 0), ...layOnChannel(right, 1)].toSorted((a, b) => a.startMs - b.startMs),
    ),
  );
