import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupParagraphs } from '../../../src/main/core/export/group-paragraphs.ts';
import { findInText } from '../../../src/renderer/src/features/transcript/find-in-text.ts';
import { textOf, wordsOf } from '../../../src/renderer/src/features/transcript/paragraph-words.ts';
import { type Paragraph, paragraphsOf } from '../../../src/renderer/src/features/transcript/paragraphs.ts';
import { layOutText } from '../../../src/renderer/src/features/transcript/text-items.ts';
import { neighbourWord, wordAt } from '../../../src/renderer/src/features/transcript/word-at.ts';
import type { ReviewMark } from '../../../src/shared/transcript.ts';
import { INTERVIEW, longText, segmentsOf, transcriptOf } from '../../component/support/sample-text.ts';
import { arbitraryTranscript } from '../export/arbitrary-transcript.ts';

const interview = () => paragraphsOf(segmentsOf(INTERVIEW));

function wordIn(paragraphs: readonly Paragraph[], place: ReturnType<typeof wordAt>): string | undefined {
  const paragraph = place === null ? undefined : paragraphs[place.paragraph];
  return paragraph && place ? wordsOf(paragraph)[place.word]?.text : undefined;
}

const mark = (reason: ReviewMark['reason'], startMs: number, endMs: number): ReviewMark => ({
  reason,
  startMs,
  endMs,
  note: '',
  channel: null,
});

test('what is read on the screen is what is saved as text, letter by letter', () => {
  fc.assert(
    fc.property(arbitraryTranscript, (transcript) => {
      const shown = paragraphsOf(transcript.segments).map(textOf);
      expect(shown.filter((text) => text !== '')).toEqual(
        groupParagraphs(transcript).map(({ text }) => text),
      );
    }),
  );
});

test('text that comes in changes its own paragraph and no other', () => {
  const segments = segmentsOf(INTERVIEW);
  const before = paragraphsOf(segments.slice(0, -1));
  const after = paragraphsOf([...segments], before);

  expect(after.map((paragraph, index) => paragraph === before[index])).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(after.at(-1)?.key).toBe(before.at(-1)?.key);
});

test('a text that was read once more with the same words renders nothing anew', () => {
  const before = interview();
  const again = paragraphsOf(structuredClone(segmentsOf(INTERVIEW)), before);
  expect(again.every((paragraph, index) => paragraph === before[index])).toBe(true);
});

test('an edited sentence stays clickable: its words share its time', () => {
  const [segment] = segmentsOf([{ sentences: ['one two three'], startMs: 1000, msPerLetter: 100 }]);
  if (segment === undefined) throw new Error('There is one.');
  const words = wordsOf(paragraphsOf([{ ...segment, text: 'first second' }])[0] ?? raise());
  expect(words.map(({ text }) => text)).toEqual(['first', 'second']);
  expect(words[0]?.startMs).toBe(segment.startMs);
  expect(words.at(-1)?.endMs).toBe(segment.endMs);
});

test('the spoken word is the one whose time it is; a long pause has none', () => {
  const paragraphs = interview();
  expect(wordIn(paragraphs, wordAt(paragraphs, 41_100))).toBe('I');
  expect(wordIn(paragraphs, wordAt(paragraphs, 41_300))).toBe('was');
  expect(wordAt(paragraphs, 35_000)).toBeNull();
  expect(wordAt([], 0)).toBeNull();
});

test('every word of a long text is found by its own time', () => {
  const paragraphs = paragraphsOf(longText(3000));
  for (const [index, paragraph] of paragraphs.entries()) {
    for (const [word, { startMs }] of wordsOf(paragraph).entries()) {
      expect(wordAt(paragraphs, startMs)).toEqual({ paragraph: index, word });
    }
  }
});

test('of two who speak at once, the one who goes on is found after the other has stopped', () => {
  const paragraphs = paragraphsOf(
    segmentsOf([
      { sentences: ['this goes on for a rather long time'], startMs: 0, msPerLetter: 200, channel: 0 },
      { sentences: ['yes'], startMs: 2000, msPerLetter: 100, channel: 1 },
    ]),
  );
  expect(wordIn(paragraphs, wordAt(paragraphs, 2100))).toBe('yes');
  expect(wordIn(paragraphs, wordAt(paragraphs, 5800))).toBe('long');
});

test('word by word, the keyboard goes over the borders of paragraphs and stops at both ends', () => {
  const paragraphs = interview();
  const lastOfFirst = wordsOf(paragraphs[0] ?? raise()).at(-1)?.startMs ?? 0;
  expect(neighbourWord(paragraphs, lastOfFirst, 'after')).toEqual({ paragraph: 1, word: 0 });
  expect(wordIn(paragraphs, neighbourWord(paragraphs, 41_000, 'before'))).toBe('run.');
  expect(neighbourWord(paragraphs, 0, 'before')).toBeNull();
  expect(neighbourWord(paragraphs, 1e9, 'after')).toBeNull();
});

test('words are found whatever their case and spaces, as they are written and nothing else', () => {
  const paragraphs = paragraphsOf(
    segmentsOf([{ sentences: ['It cost 3.50 (about).', 'ÄPFEL cost more.'], startMs: 0 }]),
  );
  const found = (query: string) => findInText(paragraphs, query).map(({ from, to }) => [from, to]);
  expect(found('COST')).toEqual([
    [3, 7],
    [28, 32],
  ]);
  expect(found('  it   cost ')).toEqual([[0, 7]]);
  expect(found('äpfel')).toEqual([[22, 27]]);
  expect(found('3.5')).toHaveLength(1);
  expect(found('3x5')).toEqual([]);
  expect(found('(about)')).toHaveLength(1);
  expect(found('   ')).toEqual([]);
});

test('gaps stand where words are missing, doubtful spots at the paragraph in which they lie', () => {
  const review = [
    mark('not-transcribed', 80_000, 101_000),
    mark('low-confidence', 44_000, 45_500),
    mark('nothing-recognised', 300_000, 310_000),
  ];
  const { items, itemOfParagraph, spots } = layOutText({
    paragraphs: interview(),
    review,
    hasNotes: true,
    hasEnd: true,
  });

  expect(items.map(({ kind }) => kind)).toEqual([
    'notes',
    'paragraph',
    'paragraph',
    'paragraph',
    'gap',
    'paragraph',
    'paragraph',
    'gap',
    'end',
  ]);
  expect(itemOfParagraph).toEqual([1, 2, 3, 5, 6]);
  expect(spots.map(({ mark: { reason }, item }) => [reason, item])).toEqual([
    ['low-confidence', 2],
    ['not-transcribed', 4],
    ['nothing-recognised', 7],
  ]);
});

test('a doubtful spot of one voice is not laid at the door of another', () => {
  const paragraphs = paragraphsOf(
    segmentsOf([
      { sentences: ['left speaks here'], startMs: 0, channel: 0 },
      { sentences: ['right speaks too'], startMs: 100, channel: 1 },
    ]),
  );
  const review = [{ ...mark('low-confidence', 0, 900), channel: 1 }];
  const { items } = layOutText({ paragraphs, review, hasNotes: false, hasEnd: false });
  expect(items.map((item) => (item.kind === 'paragraph' ? item.marks.length : null))).toEqual([0, 1]);
});

test('the sample texts are transcripts', () => {
  expect(transcriptOf(longText(50_000)).segments.flatMap(({ words }) => words)).toHaveLength(50_004);
});

function raise(): never {
  throw new Error('It is there.');
}
