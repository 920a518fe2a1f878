import { expect, test } from 'vitest';
import { failureInKnownName, inKnownName } from '../../../src/main/core/queue/known-name.ts';
import { EarshotError } from '../../../src/shared/errors.ts';

const source = {
  path: '/uploads/one/Talk $& 1.mp3',
  sizeBytes: 1,
  modifiedAtMs: 0,
  partialHash: null,
};
const copied = { managedCopy: '/copies/k3j2.mp3', source };

test('what was read as a copy is told by the name that it was dropped with', () => {
  expect(inKnownName('k3j2.mp3 is damaged; k3j2.mp3 ends early.', copied)).toBe(
    'Talk $& 1.mp3 is damaged; Talk $& 1.mp3 ends early.',
  );
});

test('what was read in its own place is told as it is', () => {
  expect(inKnownName('k3j2.mp3 is damaged.', { managedCopy: null, source })).toBe('k3j2.mp3 is damaged.');
});

test('a failure keeps its code and its details, which are for those who look for causes', () => {
  const failure = new EarshotError('no-audio-track', 'k3j2.mp3 has no sound.', {
    hint: 'Play k3j2.mp3.',
    detail: '/copies/k3j2.mp3: no stream',
  }).toFailure();

  expect(failureInKnownName(failure, copied)).toEqual({
    code: 'no-audio-track',
    message: 'Talk $& 1.mp3 has no sound.',
    hint: 'Play Talk $& 1.mp3.',
    detail: '/copies/k3j2.mp3: no stream',
  });
});
