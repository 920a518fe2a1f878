import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countWordErrors, NO_WORD_ERRORS, sumWordErrors, totalErrors } from '../../../bench/word-errors.ts';

const words = (text: string) => text.split(' ').filter((word) => word !== '');

/** Few different words, so that random texts really meet. */
const anyText = fc.array(fc.constantFrom<string>('a', 'b', 'c', 'd'), { maxLength: 24 });

describe('counting word errors', () => {
  test('tells substituted, dropped and inserted words apart', () => {
    const errors = countWordErrors(words('the cat sat on the mat'), words('the bat sat on mat today'));
    expect(errors).toEqual({
      referenceWords: 6,
      substitutions: 1,
      deletions: 1,
      insertions: 1,
      longestDrop: 1,
    });
  });

  test('finds the longest piece that was dropped', () => {
    const errors = countWordErrors(words('one two three four five six'), words('one five'));
    expect(errors).toMatchObject({ deletions: 4, longestDrop: 3 });
  });

  test('reads a doubtful difference as a dropped word where that leaves more words in place', () => {
    // "a b" → "b c": two substitutions, or a drop and an insertion around "b". Both are two errors.
    expect(countWordErrors(['a', 'b'], ['b', 'c'])).toMatchObject({
      substitutions: 0,
      deletions: 1,
      insertions: 1,
    });
  });

  test('finds no error between a text and itself', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(totalErrors(countWordErrors(text, text))).toBe(0);
      }),
    );
  });

  test('counts an empty result as all words dropped, and an empty reference as all words inserted', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(countWordErrors(text, [])).toMatchObject({ deletions: text.length, longestDrop: text.length });
        expect(countWordErrors([], text)).toMatchObject({ insertions: text.length, deletions: 0 });
      }),
    );
  });

  test('accounts for every word on both sides', () => {
    fc.assert(
      fc.property(anyText, anyText, (reference, recognised) => {
        const { deletions, insertions, substitutions } = countWordErrors(reference, recognised);
        expect(reference.length - deletions).toBe(recognised.length - insertions);
        expect(substitutions + deletions).toBeLessThanOrEqual(reference.length);
      }),
    );
  });

  test('finds the same number of errors in both directions', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        expect(totalErrors(countWordErrors(one, other))).toBe(totalErrors(countWordErrors(other, one)));
      }),
    );
  });

  test('never finds more errors than edits were made', () => {
    const edits = fc.array(fc.record({ kind: fc.constantFrom('drop', 'insert', 'change'), at: fc.nat() }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(anyText, edits, (reference, changes) => {
        const edited = [...reference];
        for (const { kind, at } of changes) {
          const place = edited.length === 0 ? 0 : at % edited.length;
          if (kind === 'insert') edited.splice(place, 0, 'x');
          else if (kind === 'change' && edited.length > 0) edited[place] = 'y';
          else edited.splice(place, 1);
        }
        expect(totalErrors(countWordErrors(reference, edited))).toBeLessThanOrEqual(changes.length);
      }),
    );
  });

  test('keeps the triangle: a detour over a third text never has fewer errors', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (one, two, three) => {
        const direct = totalErrors(countWordErrors(one, three));
        const detour = totalErrors(countWordErrors(one, two)) + totalErrors(countWordErrors(two, three));
        expect(direct).toBeLessThanOrEqual(detour);
      }),
    );
  });

  test('adds recordings up and keeps the longest drop of any of them', () => {
    const first = countWordErrors(words('a b c d'), words('a d'));
    const second = countWordErrors(words('a b'), words('a x y'));
    expect(sumWordErrors([first, second])).toEqual({
      referenceWords: 6,
      substitutions: 1,
      deletions: 2,
      insertions: 1,
      longestDrop: 2,
    });
    expect(sumWordErrors([])).toEqual(NO_WORD_ERRORS);
  });
});
