import { expect, test } from 'vitest';
import type { ModelView } from '../../../src/shared/contract/methods.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { runCommand } from '../../support/run-command.ts';
import { ScriptedQueue } from '../../support/scripted-queue.ts';

const base: ModelView = {
  id: 'base',
  kind: 'whisper',
  name: 'Whisper base',
  file: 'ggml-base.bin',
  sizeBytes: 81_768_585,
  license: 'MIT',
  origin: 'https://example.org',
  state: 'present',
};
const vad: ModelView = { ...base, id: 'silero-vad', kind: 'vad', name: 'Silero', sizeBytes: 885_098 };

function models(): ScriptedQueue {
  return new ScriptedQueue([], {
    'models.list': () => ({ models: [base, vad] }),
    'models.verify': ({ id }) => ({
      ...(id === 'base' ? base : vad),
      state: id === 'base' ? 'present' : 'damaged',
    }),
  });
}

test('models list shows sizes under each other', async () => {
  expect((await runCommand(['models', 'list'], models())).stdout.split('\n')).toEqual([
    'MODEL       KIND        SIZE  STATE    NAME          LICENCE',
    'base        whisper  81.8 MB  present  Whisper base  MIT',
    'silero-vad  vad       0.9 MB  present  Silero        MIT',
    '',
  ]);
});

test('models verify reads all unless some are named, and a damaged one is no success', async () => {
  const queue = models();
  const { exitCode, stdout } = await runCommand(['models', 'verify'], queue);
  expect([exitCode, queue.inputsOf('models.verify')]).toEqual([1, [{ id: 'base' }, { id: 'silero-vad' }]]);
  expect(stdout).toContain('damaged');
  expect((await runCommand(['models', 'verify', 'base'], models())).exitCode).toBe(0);
});

test('models import takes a file from where the person stands', async () => {
  const queue = models();
  queue.answers['models.import'] = () => ({ ...base, id: 'mine' });
  const { stdout } = await runCommand(['models', 'import', 'mine.bin', '--json'], queue);
  expect(queue.inputsOf('models.import')).toEqual([{ path: '/here/mine.bin' }]);
  expect(JSON.parse(stdout)).toMatchObject({ id: 'mine' });
});

test('a file that is no model is refused with its reason', async () => {
  const queue = models();
  queue.answers['models.import'] = () => {
    throw new EarshotError('model-damaged', 'This is no model.');
  };
  const { exitCode, stderr } = await runCommand(['models', 'import', 'mine.bin'], queue);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('This is no model.')]);
});
