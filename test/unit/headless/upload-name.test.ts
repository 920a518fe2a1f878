import { extname } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { uploadName } from '../../../src/main/headless/upload-name.ts';

test.each([
  ['talk.mp3', 'talk.mp3'],
  ['Grüße an 世界 \u{1f600}.m4a', 'Grüße an 世界 \u{1f600}.m4a'],
  ['Talks/Day 1/opening.mp3', 'opening.mp3'],
  ['..\\..\\Windows\\system32\\talk.wav', 'talk.wav'],
  ['../../../etc/passwd', 'passwd'],
  ['/etc/passwd', 'passwd'],
  ['C:\\talk.mp3', 'talk.mp3'],
  ['..', 'recording'],
  ['.', 'recording'],
  ['', 'recording'],
  ['Talks/', 'recording'],
  ['.hidden.mp3', 'hidden.mp3'],
  ['talk.mp3.', 'talk.mp3'],
  ['talk.mp3 . ', 'talk.mp3'],
  ['ta\0lk\n.mp3', 'talk.mp3'],
  ['\u001b[31mred.mp3', '[31mred.mp3'],
  ['fdp.\u202eexe.mp3', 'fdp.exe.mp3'],
  ['a:b*c?d"e<f>g|h.mp3', 'a_b_c_d_e_f_g_h.mp3'],
  ['<img src=x onerror=alert(1)>.mp3', '_img src=x onerror=alert(1)_.mp3'],
  ['con.mp3', '_con.mp3'],
  ['LPT1', '_LPT1'],
  ['console.mp3', 'console.mp3'],
  ['-rf.mp3', '-rf.mp3'],
  ['a\u0308.mp3', 'ä.mp3'],
  ['half \ud800 a letter.mp3', 'half \ufffd a letter.mp3'],
])('%j is kept as %j', (given, kept) => {
  expect(uploadName(given)).toBe(kept);
});

test('a long name keeps its end, which says what it is', () => {
  const kept = uploadName(`${'ü'.repeat(300)}.flac`);
  expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(255);
  expect(extname(kept)).toBe('.flac');
});

test('whatever a page gives is one name inside its folder, and stays the same when it is given again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
      const kept = uploadName(given);
      expect(kept).not.toBe('');
      expect(kept).not.toMatch(/[/\\\0]|^\./);
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(255);
      expect(uploadName(kept)).toBe(kept);
    }),
    { numRuns: 2_000 },
  );
});
