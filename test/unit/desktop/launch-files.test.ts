import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  filesOfSecondStart,
  readPaths,
  readSubscribeMessage,
} from '../../../src/main/core/desktop/handed-over.ts';
import { filesNamedIn } from '../../../src/main/core/desktop/launch-files.ts';

const folder = '/home/ada';

test('what a command line names is found from where it was typed', () => {
  const argv = ['/opt/earshot/earshot', 'talk.mp3', '/media/tape.wav', '../b/', '--enable-logging', '-x', ''];
  expect(filesNamedIn({ argv, isDefaultApp: false, folder })).toEqual([
    join(folder, 'talk.mp3'),
    '/media/tape.wav',
    '/home/b',
  ]);
});

test('the folder of an app that is being worked on is no recording, wherever switches stand', () => {
  const argv = ['/x/electron', '--inspect=0', '/work/earshot', 'talk.mp3'];
  expect(filesNamedIn({ argv, isDefaultApp: true, folder })).toEqual([join(folder, 'talk.mp3')]);
});

test('a second start hands over absolute paths, or nothing', () => {
  expect(filesOfSecondStart({ paths: ['/a', '/b'] })).toEqual(['/a', '/b']);
  expect(filesOfSecondStart({ paths: [] })).toEqual([]);
  const wrong = [
    null,
    undefined,
    1,
    '/a',
    [],
    { paths: '/a' },
    { paths: ['a'] },
    { paths: ['/a\0'] },
    { paths: [1] },
  ];
  expect(wrong.flatMap(filesOfSecondStart)).toEqual([]);
});

test.each([[[]], [['']], [['relative']], [['/ok', './no']], [['/a\0b']], [[{}]], ['/a'], [null]])(
  '%j are no paths that were handed over',
  (data) => {
    expect(readPaths(data)).toBeNull();
  },
);

test('more files than anybody drops are refused', () => {
  expect(readPaths(Array.from({ length: 10_000 }, (_, index) => `/${index}`))).toHaveLength(10_000);
  expect(readPaths(Array.from({ length: 10_001 }, (_, index) => `/${index}`))).toBeNull();
});

test('a subscription begins with a number or with news, and ends by its own number', () => {
  const good = [
    { id: 1, kind: 'begin', since: null },
    { id: 2, kind: 'begin', since: 7 },
    { id: 1, kind: 'end' },
  ];
  expect(good.map(readSubscribeMessage)).toEqual(good);
  const wrong = [
    null,
    {},
    { id: -1, kind: 'end' },
    { id: 1, kind: 'begin' },
    { id: 1, kind: 'end', since: 1 },
  ];
  expect(wrong.map(readSubscribeMessage)).toEqual([null, null, null, null, null]);
});
