import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { lowerPriority } from '../../../src/main/core/process/lower-priority.ts';
import { end, idleChild } from '../../support/idle-child.ts';

test('a child gives way to other programs', () => {
  const child = idleChild();
  lowerPriority(child);
  expect(getPriority(child.pid)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
});

test('one that has ended already is no error', async () => {
  const child = idleChild();
  await end(child);
  expect(() => lowerPriority(child)).not.toThrow();
});

test('one that could not be started is no error', async () => {
  const child = spawn('/nowhere/program');
  const failure = once(child, 'error');
  expect(() => lowerPriority(child)).not.toThrow();
  await failure;
});
