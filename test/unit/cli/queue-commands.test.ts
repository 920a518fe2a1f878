import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSettings, SETTINGS } from '../../../src/main/cli/queue/queue-settings.ts';
import {
  DEFAULT_QUEUE_SETTINGS,
  ORDER_MODES,
  type QueueSettings,
  queueSettingsSchema,
} from '../../../src/shared/contract/methods.ts';
import { jobViewOf } from '../../support/job-view-of.ts';
import { runCommand } from '../../support/run-command.ts';
import { ScriptedQueue } from '../../support/scripted-queue.ts';

test.each<[string, Partial<QueueSettings>]>([
  ['order=newest-first', { order: 'newest-first' }],
  ['slots=2', { slots: 2 }],
  ['slots=auto', { slots: null }],
  ['cores=all', { cores: null }],
  ['job-limit=30m', { jobLimitMs: 1_800_000 }],
  ['job-limit=1.5h', { jobLimitMs: 5_400_000 }],
  ['part-limit=90s', { chunkLimitMs: 90_000 }],
  ['attempts=1', { maxAttempts: 1 }],
  ['out-of-memory=ask', { onOutOfMemory: 'ask' }],
  ['only-when-idle=yes', { onlyWhenIdle: true }],
  ['only-on-mains-power=no', { onlyOnMainsPower: false }],
  ['only-between=22:00-06:30', { onlyBetween: { fromMinute: 1320, untilMinute: 390 } }],
  ['only-between=always', { onlyBetween: null }],
  ['stop-below=500MB', { blockBelowFreeBytes: 500_000_000 }],
  ['go-on-above=1.5gb', { resumeAboveFreeBytes: 1_500_000_000 }],
  ['log-details=yes', { logDetails: true }],
  ['slots=1 slots=2', { slots: 2 }],
])('%s', (words, expected) => {
  expect(readSettings(words.split(' '))).toEqual(expected);
});

test.each([
  'slots',
  'slots=',
  'slots=0',
  'slots=9',
  'slots=two',
  'order=random',
  'job-limit=30',
  'job-limit=1s',
  'only-between=25:00-06:00',
  'only-between=22:60-06:00',
  'only-between=22-6',
  'stop-below=lots',
  'log-details=maybe',
  'attempts=all',
  '=2',
  'speed=2',
])('%s is refused', (word) => {
  expect(() => readSettings([word])).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});

const anySettings: fc.Arbitrary<QueueSettings> = fc.record({
  isPaused: fc.constant(false),
  order: fc.constantFrom(...ORDER_MODES),
  slots: fc.option(fc.integer({ min: 1, max: 8 })),
  cores: fc.option(fc.integer({ min: 1, max: 256 })),
  jobLimitMs: fc.option(fc.integer({ min: 60, max: 100_000 }).map((seconds) => seconds * 1000)),
  chunkLimitMs: fc.option(fc.integer({ min: 10, max: 100_000 }).map((seconds) => seconds * 1000)),
  maxAttempts: fc.integer({ min: 1, max: 10 }),
  onOutOfMemory: fc.constantFrom('downgrade', 'ask', 'fail'),
  onlyWhenIdle: fc.boolean(),
  onlyOnMainsPower: fc.boolean(),
  onlyBetween: fc.option(fc.record({ fromMinute: fc.nat(1439), untilMinute: fc.nat(1439) })),
  blockBelowFreeBytes: fc.nat(Number.MAX_SAFE_INTEGER),
  resumeAboveFreeBytes: fc.nat(Number.MAX_SAFE_INTEGER),
  logDetails: fc.boolean(),
});

test('settings that are shown can be given back as they are', () => {
  fc.assert(
    fc.property(anySettings, (settings) => {
      const words = SETTINGS.map(({ key, show }) => `${key}=${show(settings)}`);
      expect({ isPaused: false, ...readSettings(words) }).toEqual(settings);
    }),
  );
});

test('every setting can be set, but for the pause, which has commands of its own', () => {
  const words = SETTINGS.map(({ key, show }) => `${key}=${show(DEFAULT_QUEUE_SETTINGS)}`);
  const fields = Object.keys(queueSettingsSchema.shape).filter((field) => field !== 'isPaused');
  expect(Object.keys(readSettings(words)).toSorted()).toEqual(fields.toSorted());
});

test('queue set sends what is changed and prints all settings', async () => {
  const queue = new ScriptedQueue();
  queue.answers['queue.configure'] = ({ settings }) => ({
    ...DEFAULT_QUEUE_SETTINGS,
    slots: settings.slots ?? null,
  });
  const { exitCode, stdout } = await runCommand(['queue', 'set', 'slots=2', 'log-details=yes'], queue);
  expect(queue.inputsOf('queue.configure')).toEqual([{ settings: { slots: 2, logDetails: true } }]);
  expect([exitCode, stdout.trimEnd().split('\n').length]).toEqual([0, SETTINGS.length]);
  expect(stdout).toContain('slots=2\n');
});

test('queue set with a wrong word changes nothing', async () => {
  const queue = new ScriptedQueue();
  const { exitCode, stderr } = await runCommand(['queue', 'set', 'slots=2', 'cores=none'], queue);
  expect([exitCode, stderr]).toEqual([
    1,
    '“cores=none” cannot be. cores is a number, or all. [invalid-argument]\n',
  ]);
  expect(queue.inputsOf('queue.configure')).toEqual([]);
});

test('queue status tells who runs it, what it holds and why it waits', async () => {
  const queue = new ScriptedQueue([
    jobViewOf('a'),
    jobViewOf('b'),
    jobViewOf('c', { status: { state: 'paused' } }),
  ]);
  queue.role = 'client';
  const usual = await queue.call('queue.status', {});
  if (!usual.ok) throw new Error('the queue has a status');
  queue.answers['queue.status'] = () => ({
    ...usual.value,
    holds: [{ reason: 'paused', message: 'The queue is paused.' }],
  });
  const { stdout } = await runCommand(['queue', 'status'], queue);
  expect(stdout).toMatch(/^Run by {4}process 4711 \(Earshot 0\.1\.0\)/);
  expect(stdout).toContain('Jobs      2 queued, 1 paused\n');
  expect(stdout).toContain('Waits     The queue is paused.\n');
  expect(stdout).toContain('order=oldest-first\n');
});

test('queue status says when only the question itself holds the queue', async () => {
  expect((await runCommand(['queue', 'status'], new ScriptedQueue())).stdout).toMatch(
    /^Run by {4}no other program\nJobs {6}none\n/,
  );
});

test('queue status is one object for programs', async () => {
  const { stdout } = await runCommand(['queue', 'status', '--json'], new ScriptedQueue());
  expect(JSON.parse(stdout)).toMatchObject({ owner: { pid: 4711 }, settings: DEFAULT_QUEUE_SETTINGS });
});

test.each([
  ['pause', 'queue.pause'],
  ['resume', 'queue.resume'],
] as const)('queue %s', async (name, method) => {
  const queue = new ScriptedQueue();
  queue.answers[method] = () => ({});
  expect((await runCommand(['queue', name], queue)).exitCode).toBe(0);
  expect(queue.inputsOf(method)).toEqual([{}]);
});
