import { expect, test } from 'vitest';
import { parseFirstFrame } from '../../../src/main/core/media/decode-arguments.ts';

const report = (line: string): string =>
  `#software: Lavf59\n#tb 0: 1/48000\n#codec_id 0: pcm_s16le\n${line}\n`;

test('the time of the first frame is told in samples of 16 kHz', () => {
  expect(parseFirstFrame(report('0,      93120,      93120,     1024,     2048, 0x29efb1a6'))).toBe(31_040);
});

test('a frame before the start of the recording has a negative time', () => {
  expect(parseFirstFrame(report('0,       -480,       -480,     1024,     2048, 0x29efb1a6'))).toBe(-160);
});

test('a report without a frame tells nothing', () => {
  expect(parseFirstFrame(report(''))).toBeNull();
});
