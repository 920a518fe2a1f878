import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { OrderedText } from '../../../../src/main/cli/follow/ordered-text.ts';
import { segmentsOfChunk } from '../../../support/scripted-queue.ts';

function chunkOf(sequence: number, texts: readonly string[] = [`chunk ${sequence}`]) {
  return { sequence, segments: segmentsOfChunk(sequence, texts) };
}

function textsOf(segments: readonly { text: string }[]): string[] {
  return segments.map(({ text }) => text);
}

test('a chunk waits for the one before it', () => {
  const text = new OrderedText();
  expect(textsOf(text.take(chunkOf(1)))).toEqual([]);
  expect(textsOf(text.take(chunkOf(0)))).toEqual(['chunk 0', 'chunk 1']);
});

test('a chunk without speech holds nobody up', () => {
  const text = new OrderedText();
  text.take(chunkOf(1));
  expect(textsOf(text.take(chunkOf(0, [])))).toEqual(['chunk 1']);
});

test('the rest of a transcript is what was not passed on yet, whatever its order', () => {
  const text = new OrderedText();
  text.take(chunkOf(0));
  text.take(chunkOf(2));
  const whole = [2, 1, 0].flatMap((sequence) => chunkOf(sequence).segments);
  expect(textsOf(text.takeRest(whole))).toEqual(['chunk 2', 'chunk 1']);
  expect(text.takeRest(whole)).toEqual([]);
});

/** Chunks come in any order, some twice; where one must be read, all that has come is read from the next one on. */
const arrivals = fc.nat(200).chain((count) => {
  const sequences = Array.from({ length: count }, (_, sequence) => sequence);
  return fc
    .tuple(fc.subarray(sequences), fc.constant(sequences))
    .chain(([twice, once]) =>
      fc.shuffledSubarray([...once, ...twice], { minLength: once.length + twice.length }),
    );
});

test('each chunk is passed on once and in order, however they come and however many', () => {
  fc.assert(
    fc.property(arrivals, (sequences) => {
      const text = new OrderedText();
      const stored = new Set<number>();
      const passed: string[] = [];
      let largestRead = 0;
      for (const sequence of sequences) {
        stored.add(sequence);
        passed.push(...textsOf(text.take(chunkOf(sequence))));
        if (!text.mustBeRead) continue;
        const read = [...stored].filter((one) => one >= text.next).toSorted((a, b) => a - b);
        largestRead = Math.max(largestRead, read.length);
        passed.push(...textsOf(text.takeStored(read.map((one) => chunkOf(one)))));
      }
      const all = [...stored].toSorted((a, b) => a - b);
      expect(passed).toEqual(all.map((sequence) => `chunk ${sequence}`));
    }),
  );
});

test('no more than 64 chunks are held back; what had no room is asked for when its turn comes', () => {
  const text = new OrderedText();
  for (let sequence = 1; sequence <= 100; sequence += 1) text.take(chunkOf(sequence));
  expect(text.mustBeRead).toBe(false);
  expect(text.take(chunkOf(0))).toHaveLength(65);
  expect([text.mustBeRead, text.next]).toEqual([true, 65]);
  const read = Array.from({ length: 36 }, (_, index) => chunkOf(65 + index));
  expect(text.takeStored(read)).toHaveLength(36);
  expect(text.mustBeRead).toBe(false);
});

test('chunks that come again take no room', () => {
  const text = new OrderedText();
  for (let sequence = 0; sequence < 100; sequence += 1) text.take(chunkOf(sequence));
  for (let sequence = 0; sequence < 100; sequence += 1) expect(text.take(chunkOf(sequence))).toEqual([]);
  expect([text.mustBeRead, text.next]).toEqual([false, 100]);
});
