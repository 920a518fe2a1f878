import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayColumns } from '../../../src/main/core/export/display-columns.ts';
import { layoutCues } from '../../../src/main/core/export/layout-cues.ts';
import {
  arbitraryDialogue,
  arbitraryTranscript,
  spokenSegment,
  transcriptOf,
} from './arbitrary-transcript.ts';
import { letters, lettersOf } from './readers.ts';

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\u3001-\u303F\u30FC\uFF00-\uFFEF\p{Extended_Pictographic}]/u;
const anyTranscript = fc.oneof(arbitraryTranscript, arbitraryDialogue);

function isInsideWord(before: string, after: string): boolean {
  const last = /[\p{L}\p{N}]$/u.exec(before)?.[0];
  const first = /^[\p{L}\p{N}]/u.exec(after)?.[0];
  return last !== undefined && first !== undefined && !UNSPACED.test(last + first);
}

function linesOf(text: string): (readonly string[])[] {
  return layoutCues(transcriptOf([spokenSegment(text)], { durationMs: 600_000 })).map((cue) => cue.lines);
}

function unspacedSegment(text: string) {
  const endMs = text.length * 200;
  return spokenSegment(text, {
    endMs,
    words: [{ text, startMs: 0, endMs, probability: 0.9, spaceBefore: false }],
  });
}

describe('on any transcript', () => {
  test('cues have a positive length of at most 7 s, are in order and never overlap', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        let previousEndMs = 0;
        for (const { startMs, endMs } of layoutCues(transcript)) {
          expect(startMs).toBeGreaterThanOrEqual(previousEndMs);
          expect(endMs).toBeGreaterThan(startMs);
          expect(endMs - startMs).toBeLessThanOrEqual(7000);
          previousEndMs = endMs;
        }
      }),
    );
  });

  test('a cue is too short to read only where the next one, or the end, leaves no time', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        const cues = layoutCues(transcript);
        const shortened = cues.filter(({ startMs, endMs, text }, index) => {
          const wantedMs = Math.min(7000, Math.max(1000, displayColumns(text) * 50));
          const freeUntilMs = cues[index + 1]?.startMs ?? transcript.source.durationMs;
          return endMs - startMs < wantedMs && endMs < freeUntilMs;
        });
        expect(shortened).toEqual([]);
      }),
    );
  });

  test('a cue has one or two lines of at most 42 columns, save for a single longer word', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        const cues = layoutCues(transcript);
        expect(cues.filter(({ lines }) => lines.length !== 1 && lines.length !== 2)).toEqual([]);
        const lines = cues.flatMap((cue) => cue.lines);
        expect(lines.filter((line) => line.trim() === '')).toEqual([]);
        const wide = lines.filter((line) => displayColumns(line) > 42);
        expect(wide.filter((line) => line.includes(' ') || UNSPACED.test(line))).toEqual([]);
      }),
    );
  });

  test('the lines hold the whole text, in order, and the cue text is its lines', () => {
    fc.assert(
      fc.property(arbitraryTranscript, (transcript) => {
        const cues = layoutCues(transcript);
        expect(letters(cues.map((cue) => cue.text).join(' '))).toBe(lettersOf(transcript.segments));
        for (const cue of cues) expect(letters(cue.lines.join(''))).toBe(letters(cue.text));
      }),
    );
  });

  test('each channel keeps its text and its order, and no cue mixes channels', () => {
    fc.assert(
      fc.property(arbitraryDialogue, (transcript) => {
        const cues = layoutCues(transcript);
        for (const channel of [0, 1]) {
          const shown = cues.filter((cue) => cue.label === `Channel ${channel + 1}`);
          const spoken = transcript.segments.filter((segment) => segment.channel === channel);
          expect(letters(shown.map((cue) => cue.text).join(' '))).toBe(lettersOf(spoken));
        }
      }),
    );
  });

  test('no line ends inside of a word or a grapheme cluster', () => {
    const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
    fc.assert(
      fc.property(arbitraryTranscript, (transcript) => {
        for (const segment of transcript.segments) {
          const text = segment.text.toWellFormed();
          const starts = new Set(Array.from(graphemes.segment(text), (cluster) => cluster.index));
          let cursor = 0;
          for (const line of layoutCues({ ...transcript, segments: [segment] }).flatMap((cue) => cue.lines)) {
            for (let left = letters(line).length; left > 0; cursor += 1) {
              if (letters(text[cursor] ?? '') !== '' || /[\uD800-\uDFFF]/.test(text[cursor] ?? '')) left -= 1;
            }
            if (cursor === text.length) continue;
            expect(starts).toContain(cursor);
            expect(isInsideWord(text.slice(0, cursor), text.slice(cursor))).toBe(false);
          }
        }
      }),
    );
  });
});

describe('layout', () => {
  test('an empty transcript has no cues', () => {
    expect(layoutCues(transcriptOf([]))).toEqual([]);
  });

  test('text that fits stays on one line', () => {
    expect(linesOf('Ask not what your country can do for you.')).toEqual([
      ['Ask not what your country can do for you.'],
    ]);
  });

  test('longer text is cut at the clause into balanced lines', () => {
    expect(linesOf('I wanted to see the old harbour, but the fog was far too thick.')).toEqual([
      ['I wanted to see the old harbour,', 'but the fog was far too thick.'],
    ]);
  });

  test('a cue ends with its sentence rather than being filled up', () => {
    const cues = linesOf(
      'The meeting starts at nine tomorrow morning. Please bring the printed report and both of the signed contracts.',
    );
    expect(cues.map((lines) => lines.join(' '))).toEqual([
      'The meeting starts at nine tomorrow morning.',
      'Please bring the printed report and both of the signed contracts.',
    ]);
  });

  test('an article stays with its noun', () => {
    const lines = linesOf(
      'The invention of movable metal letters in the middle of the fifteenth century may justly be considered ' +
        'as the invention of the art of printing.',
    ).flat();
    expect(lines.filter((line) => /\b(?:the|of)$/.test(line))).toEqual([]);
  });

  test('a long silence inside of a segment ends the cue', () => {
    const heard = spokenSegment('Wait for it now');
    const words = heard.words.map(({ startMs, endMs, ...word }, index) => ({
      text: word.text,
      probability: word.probability,
      spaceBefore: word.spaceBefore,
      startMs: index < 3 ? startMs : startMs + 5000,
      endMs: index < 3 ? endMs : endMs + 5000,
    }));
    const both = { ...heard, endMs: 6200, words };
    expect(layoutCues(transcriptOf([both])).map((cue) => cue.text)).toEqual(['Wait for it', 'now']);
  });

  test('a short cue stays for a second when nobody speaks after it', () => {
    const cues = layoutCues(transcriptOf([spokenSegment('Yes.', { startMs: 2000 })], { durationMs: 60_000 }));
    expect(cues).toMatchObject([{ startMs: 2000, endMs: 3000 }]);
  });

  test('a fast cue stays until it can be read', () => {
    const fast = spokenSegment('Terms and conditions apply to all', { words: [], endMs: 500 });
    const [cue] = layoutCues(transcriptOf([fast], { durationMs: 60_000 }));
    expect(cue?.endMs).toBeGreaterThanOrEqual(33 * 50);
  });

  test('a short cue gives way to the next speech', () => {
    const cues = layoutCues(
      transcriptOf([
        spokenSegment('Yes.', { channel: 0 }),
        spokenSegment('No, not at all.', { channel: 1, startMs: 500 }),
      ]),
    );
    expect(cues.map((cue) => [cue.startMs, cue.endMs])).toEqual([
      [0, 500],
      [500, 1700],
    ]);
  });

  test('voices that speak at once take turns, each with time to be read', () => {
    const cues = layoutCues(
      transcriptOf([
        spokenSegment('one two three four five six seven eight', { channel: 0 }),
        spokenSegment('and here is what I say to it', { channel: 1, startMs: 100 }),
      ]),
    );
    expect(cues.map((cue) => cue.label)).toEqual(['Channel 1', 'Channel 2']);
    for (const cue of cues) expect(cue.endMs - cue.startMs).toBeGreaterThan(900);
  });

  test('a word longer than a line stays whole', () => {
    const word = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz';
    expect(linesOf(`Das ${word} gilt`).flat()).toContain(word);
  });

  test('Chinese without spaces is cut into lines of at most 21 characters, before no closing mark', () => {
    const text =
      '我们今天下午三点钟在公司的会议室里开会，请大家准时参加，并且带上你们的报告和所有相关的文件。';
    const lines = layoutCues(transcriptOf([unspacedSegment(text)])).flatMap((cue) => cue.lines);
    expect(lines.join('')).toBe(text);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(Array.from(line).length).toBeLessThanOrEqual(21);
      expect(line).not.toMatch(/^[，。]/);
    }
  });

  test('Japanese words are not cut in the middle', () => {
    const text = 'コンピューターの前に座って一日中プログラミングをしているとインターネットが切れました。';
    const lines = layoutCues(transcriptOf([unspacedSegment(text)])).flatMap((cue) => cue.lines);
    expect(lines.length).toBeGreaterThan(1);
    for (const word of ['コンピューター', 'プログラミング', 'インターネット']) {
      expect(lines.filter((line) => line.includes(word))).toHaveLength(1);
    }
  });

  test('an emoji that the engine spread over two words is not cut', () => {
    const half = { startMs: 0, endMs: 100, probability: 0.9, spaceBefore: false };
    const text = '👩\u200D👧'.repeat(30);
    const words = Array.from({ length: 30 }, () => [
      { ...half, text: '👩' },
      { ...half, text: '\u200D👧' },
    ]).flat();
    const lines = layoutCues(transcriptOf([spokenSegment(text, { words })])).flatMap((cue) => cue.lines);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^(?:👩\u200D👧)+$/u);
  });

  test('right-to-left text keeps its logical order and gets no marks', () => {
    expect(linesOf('مرحبا بكم في هذا البرنامج.')).toEqual([['مرحبا بكم في هذا البرنامج.']]);
  });

  test('a segment without words is spread over its time by length', () => {
    const text = 'The first half of this text is here. And the other half comes quite some time later on.';
    const cues = layoutCues(transcriptOf([spokenSegment(text, { words: [], startMs: 1000, endMs: 13_000 })]));
    expect(cues.length).toBeGreaterThan(1);
    expect(cues[0]?.startMs).toBe(1000);
    expect(cues[1]?.startMs).toBeGreaterThan(3000);
    expect(cues.at(-1)?.startMs).toBeLessThan(13_000);
  });

  test('a mark that stands alone where voices overlap does not upset the division', () => {
    const word = { probability: 0.9, spaceBefore: true };
    const heard = spokenSegment('many words '.repeat(20).trim());
    const long = {
      ...heard,
      text: `${heard.text} slow \u0E31`,
      words: [
        ...heard.words,
        { ...word, text: 'slow', startMs: 12_000, endMs: 20_000 },
        { ...word, text: '\u0E31', startMs: 20_000, endMs: 20_100 },
      ],
      endMs: 20_100,
      channel: 0,
    };
    const cues = layoutCues(transcriptOf([long, spokenSegment('yes', { channel: 1, startMs: 100 })]));
    const lines = cues.flatMap((cue) => cue.lines);
    expect(lines.filter((line) => displayColumns(line) > 42)).toEqual([]);
  });

  test('slow speech is divided so that every word is on screen when it is said', () => {
    const heard = spokenSegment('so very very slow is this old man');
    const words = heard.words.map((word, index) => {
      const startMs = index * 2000;
      return { text: word.text, startMs, endMs: startMs + 2000, probability: 0.9, spaceBefore: index > 0 };
    });
    const cues = layoutCues(transcriptOf([{ ...heard, words, endMs: 16_000 }]));
    const shown = words.filter(({ text, startMs, endMs }) =>
      cues.some((cue) => cue.text.split(' ').includes(text) && cue.startMs <= startMs && cue.endMs >= endMs),
    );
    expect(shown).toEqual(words);
  });

  test('text without spaces is not cut before a vowel sign that belongs to the character before', () => {
    const lines = layoutCues(transcriptOf([unspacedSegment('穲\u0E33'.repeat(60))])).flatMap(
      (cue) => cue.lines,
    );
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.startsWith('\u0E33'))).toEqual([]);
  });

  test('words whose characters are composed differently from the text keep their times', () => {
    const heard = spokenSegment('Müde war ich', { text: 'Mu\u0308de war ich' });
    const words = heard.words.map((word, index) =>
      index === 0 ? word : { ...word, startMs: word.startMs + 9000 },
    );
    const cues = layoutCues(transcriptOf([{ ...heard, words, endMs: 9900 }]));
    expect(cues.map((cue) => [cue.startMs, cue.text])).toEqual([
      [0, 'Müde'],
      [9300, 'war ich'],
    ]);
  });

  test('text that a person edited wins over the words that were heard', () => {
    const edited = { ...spokenSegment('Hello Jon.'), text: 'Hello, John!' };
    expect(layoutCues(transcriptOf([edited])).map((cue) => cue.text)).toEqual(['Hello, John!']);
  });
});
