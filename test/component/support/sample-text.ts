import type { PageOutput } from '../../../src/shared/contract/page.ts';
import type { ReviewMark, Segment, Transcript, Word } from '../../../src/shared/transcript.ts';

export type Spoken = {
  /** Sentences; each becomes a segment. */
  readonly sentences: readonly string[];
  readonly startMs: number;
  readonly msPerLetter?: number;
  readonly language?: string;
  readonly speaker?: string | null;
  readonly channel?: number | null;
};

/** Sentences as segments whose words share their time by their letters. */
export function segmentsOf(spoken: readonly Spoken[]): Segment[] {
  return spoken.flatMap((one, chunk) => {
    const { sentences, startMs, msPerLetter = 60, language = 'en', speaker = null, channel = null } = one;
    let atMs = startMs;
    return sentences.map((text, index): Segment => {
      const words = wordsOf(text, atMs, msPerLetter);
      const segment = {
        id: `${channel ?? 'm'}-${chunk}-${index}`,
        startMs: atMs,
        endMs: atMs + text.length * msPerLetter,
        text,
        originalText: text,
        words,
        language,
        speaker,
        channel,
        averageLogProbability: -0.2,
        noSpeechProbability: 0,
        temperature: 0,
      };
      atMs = segment.endMs;
      return segment;
    });
  });
}

function wordsOf(text: string, startMs: number, msPerLetter: number): Word[] {
  return [
    ...text.matchAll(/[\p{Script=Han}\p{Script=Hiragana}]|[^\s\p{Script=Han}\p{Script=Hiragana}]+/gu),
  ].map(({ 0: word, index }) => ({
    text: word,
    startMs: startMs + index * msPerLetter,
    endMs: startMs + (index + word.length) * msPerLetter,
    probability: 0.9,
    spaceBefore: index > 0 && text[index - 1] === ' ',
  }));
}

/** The transcript that a host would give for these segments. */
export function transcriptOf(
  segments: readonly Segment[],
  {
    review = [],
    warnings = [],
  }: { readonly review?: readonly ReviewMark[]; readonly warnings?: readonly string[] } = {},
): Transcript {
  return {
    schema: 'earshot.transcript/1',
    source: { fileName: 'sample.mp3', durationMs: segments.at(-1)?.endMs ?? 0, track: 0, channels: 'mix' },
    engine: {
      name: 'whisper.cpp',
      variant: 'avx2',
      backend: 'CPU',
      model: 'base',
      modelSha256: '',
      quality: 'balanced',
      task: 'transcribe',
    },
    language: { code: 'en', probability: 0.99, mode: 'detected' },
    complete: true,
    segments: [...segments],
    review: [...review],
    warnings: [...warnings],
    discarded: [],
  };
}

/** Eleven seconds of `test/fixtures/audio/jfk.mp3`. */
export const JFK: readonly Spoken[] = [
  {
    sentences: [
      'And so, my fellow Americans, ask not what your country can do for you,',
      'ask what you can do for your country.',
    ],
    startMs: 300,
    msPerLetter: 95,
  },
];

/** A conversation with pauses, so that it has several paragraphs. */
export const INTERVIEW: readonly Spoken[] = [
  {
    sentences: [
      'Welcome back.',
      'Today we talk about the first programs, and about the people who wrote them before there was a machine on which they could have run.',
    ],
    startMs: 0,
  },
  {
    sentences: [
      'I was seventeen when I saw the drawings.',
      'The machine did not exist yet, which was no obstacle at all.',
      'You could follow a number on its way from wheel to wheel with your finger, and at some point you understood that the wheels did not care what the number meant.',
    ],
    startMs: 41_000,
  },
  {
    sentences: ['So you wrote it down?', 'In letters, mostly, and in the margins of a translation.'],
    startMs: 70_000,
  },
  {
    sentences: [
      'The notes became longer than the text that they were about.',
      'My editor counted the pages and said that this had better be important, and I said that it was a table of numbers and a way to walk through it.',
      'He printed it all the same.',
    ],
    startMs: 104_000,
  },
  {
    sentences: [
      'Nobody noticed for a hundred years.',
      'That is the part that people always ask about, and it is the part about which I have the least to say: one writes things down so that somebody may find them.',
    ],
    startMs: 160_000,
  },
];

const WORDS =
  'the machine had no idea what a number meant and yet it carried each of them from wheel to wheel until somebody wrote down the way'.split(
    ' ',
  );

/** A text of so many words: five hours of speech have about fifty thousand. */
export function longText(wordCount: number): Segment[] {
  const spoken: Spoken[] = [];
  let atMs = 0;
  for (let done = 0; done < wordCount; done += 12) {
    const sentence = Array.from(
      { length: 12 },
      (_, index) => WORDS[(done * 7 + index * 5) % WORDS.length],
    ).join(' ');
    spoken.push({ sentences: [`${sentence[0]?.toUpperCase()}${sentence.slice(1)}.`], startMs: atMs });
    atMs += 4300 + (done % 96 === 0 ? 2500 : 0);
  }
  return segmentsOf(spoken);
}

/** Loud and quiet by turns, as speech is. */
export function samplePeaks(durationMs: number): PageOutput<'media.peaks'> {
  const peaksPerSecond = 10;
  const peaks = Array.from({ length: Math.round((durationMs / 1000) * peaksPerSecond) }, (_, index) => {
    const phrase = Math.sin(index / 9) * Math.sin(index / 31);
    return Math.max(
      0,
      Math.round(40 + 180 * Math.abs(phrase) * (0.5 + 0.5 * Math.abs(Math.sin(index * 12.9)))),
    );
  });
  return { peaks: peaks.map((peak) => Math.min(peak, 255)), peaksPerSecond };
}
