import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactFields } from '../../../src/main/core/logging/redact.ts';
import { EarshotError, writeFailure } from '../../../src/shared/errors.ts';

const home = '/home/ann';
const closed = { details: false, home };
const open = { details: true, home };

test('numbers, switches, codes, ids and versions are written as they are', () => {
  const fields = {
    chunks: 3,
    isPaused: true,
    before: null,
    code: 'disk-full',
    job: 'a1b2c3',
    version: '0.1.0',
  };
  expect(redactFields(fields, closed)).toEqual(fields);
});

test.each([
  ['an absolute path', { place: '/home/ann/Dr Smith/talk.mp3' }, { place: 'path:7bf59330.mp3' }],
  [
    'a path of Windows',
    { place: 'C:\\Users\\ann\\talk.MP3' },
    { place: expect.stringMatching(/^path:[0-9a-f]{8}\.mp3$/) },
  ],
  ['the name of a file', { title: 'smith.mp3' }, { title: expect.stringMatching(/^path:[0-9a-f]{8}\.mp3$/) }],
  [
    'an ending that is a name itself',
    { file: 'letter to mr.smithson' },
    { file: expect.stringMatching(/^path:[0-9a-f]{8}$/) },
  ],
  ['a name under another name', { note: 'talk.mp3' }, { note: '[8 characters]' }],
  [
    'a list of paths',
    { files: ['/a.txt', '/b.txt'] },
    { files: [expect.stringMatching(/^path:/), expect.stringMatching(/^path:/)] },
  ],
  ['a sentence', { message: 'Smith said it.' }, { message: '[14 characters]' }],
])('%s is not written', (_, fields, expected) => {
  expect(redactFields(fields, closed)).toEqual(expected);
});

test('a file can be told from others by its mask, each time', () => {
  const maskOf = (file: string) => redactFields({ file }, closed)['file'];
  expect(maskOf('/a/talk.mp3')).toBe(maskOf('/a/talk.mp3'));
  expect(maskOf('/a/talk.mp3')).not.toBe(maskOf('/b/talk.mp3'));
});

test('with details paths and sentences are written, without the name of the home folder', () => {
  const fields = { file: '/home/ann/talk.mp3', message: 'It is in /HOME/ANN/x and /home/ann/y.' };
  expect(redactFields(fields, open)).toEqual({ file: '~/talk.mp3', message: 'It is in ~/x and ~/y.' });
});

test('what was said is never written, not even with details', () => {
  for (const key of ['text', 'originalText', 'words', 'segments', 'transcript', 'prompt', 'query']) {
    expect(redactFields({ [key]: 'secret' }, open)).toEqual({ [key]: '[6 characters]' });
    expect(redactFields({ [key]: ['secret'] }, open)).toEqual({ [key]: ['[6 characters]'] });
  }
});

test('without details no sentence is written, whatever the field is called', () => {
  const sentence = fc
    .tuple(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.constantFrom(' ', 'ü', '語', '. ', '\n'),
      fc.string({ minLength: 1 }),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), sentence, (key, text) => {
      expect(Object.values(redactFields({ [key]: text }, closed))).toEqual([
        expect.stringMatching(/^(\[\d+ characters\]|path:[0-9a-f]{8}(\.[a-z0-9]{1,4})?)$/),
      ]);
    }),
  );
});

test('an object that the types do not let through is not written out', () => {
  const sneaked: Record<string, never> = JSON.parse('{"result":{"text":"secret"}}');
  expect(redactFields(sneaked, open)).toEqual({ result: '[object]' });
});

test('of an error its code and where it was thrown are written, without sentences and folders', () => {
  const cause = Object.assign(new Error('no space in /home/ann'), { code: 'ENOSPC' });
  const error = writeFailure(cause, { full: 'No space for /home/ann/talk.txt.', other: '' });
  const { error: described } = redactFields({ error }, closed);
  expect(described).toEqual({
    name: 'EarshotError',
    code: 'disk-full',
    cause: 'ENOSPC',
    stack: expect.arrayContaining([expect.stringMatching(/^at \S+ \(errors\.ts:\d+:\d+\)$/)]),
  });
  expect(JSON.stringify(described)).not.toMatch(/ann|talk|\//);
});

test('with details an error has its sentences', () => {
  const error = new EarshotError('decode-failed', 'The sound of /home/ann/talk.mp3 cannot be decoded.', {
    detail: 'Invalid data',
  });
  expect(redactFields({ error }, open)['error']).toMatchObject({
    message: 'The sound of ~/talk.mp3 cannot be decoded.',
    detail: 'Invalid data',
  });
  expect(redactFields({ failure: error.toFailure() }, open)['failure']).toMatchObject({
    code: 'decode-failed',
    message: 'The sound of ~/talk.mp3 cannot be decoded.',
  });
  expect(redactFields({ failure: error.toFailure() }, closed)['failure']).toEqual({
    name: 'Failure',
    code: 'decode-failed',
  });
});

test('an error that quotes what it could not read is written without its words, even with details', () => {
  let thrown: unknown;
  try {
    JSON.parse('secret words');
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof Error)) throw new Error('that should not have parsed');
  expect(thrown.message).toContain('secret');
  const wrapped = new EarshotError('engine-protocol', 'The engine sent something unreadable.', {
    cause: thrown,
    detail: String(thrown),
  });
  expect(JSON.stringify(redactFields({ thrown, wrapped }, open))).not.toContain('secret');
});
