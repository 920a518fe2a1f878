import { expect, test } from 'vitest';
import { ExportedFiles } from '../../../src/main/core/export/exported-files.ts';

test('what nobody knows may be replaced', () => {
  expect(new ExportedFiles().mayReplace('/a/talk.txt', '/a/talk.mp3')).toBe(true);
});

test('a recording is never replaced, not even by its own text', () => {
  const files = new ExportedFiles();
  files.protect('/a/talk.txt');
  expect(files.mayReplace('/a/talk.txt', '/a/talk.txt')).toBe(false);
});

test('the text of another recording is not replaced, an older text of the same one is', () => {
  const files = new ExportedFiles();
  files.wrote('/a/talk.txt', '/a/talk.mp3');
  expect(files.mayReplace('/a/talk.txt', '/a/talk.wav')).toBe(false);
  expect(files.mayReplace('/a/talk.txt', '/a/talk.mp3')).toBe(true);
});

test('names that some disks take for one are one', () => {
  const files = new ExportedFiles();
  files.protect('/a/CAF\u00c9.txt');
  expect(files.mayReplace('/a/cafe\u0301.txt', '/a/x.mp3')).toBe(false);
  expect(files.mayReplace('/a/cafe.txt', '/a/x.mp3')).toBe(true);
});

test('of very many files the oldest are forgotten, and one that is written again is new', () => {
  const files = new ExportedFiles();
  for (let count = 0; count < 100_000; count += 1) files.wrote(`/a/${count}.txt`, `/a/${count}.mp3`);
  files.wrote('/a/0.txt', '/a/0.mp3');
  files.wrote('/a/more.txt', '/a/more.mp3');
  expect(files.mayReplace('/a/1.txt', '/a/other.mp3')).toBe(true);
  expect(files.mayReplace('/a/0.txt', '/a/other.mp3')).toBe(false);
  expect(files.mayReplace('/a/2.txt', '/a/other.mp3')).toBe(false);
});
