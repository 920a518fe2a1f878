import { expect, test } from 'vitest';
import { EarshotError } from '../../../../src/shared/errors.ts';
import { DONE, follow, RUNNING, TXT, waiting } from '../../../support/follow-scripted.ts';
import { uidOf } from '../../../support/job-view-of.ts';

const failure = new EarshotError('engine-crashed', 'The engine is gone.').toFailure();
const [a, b, c] = [uidOf('a'), uidOf('b'), uidOf('c')];

test('a job that fails is told with its text and partial files, and does not stop the others', async () => {
  const { queue, view, end } = follow(waiting('a', 'b'), { exports: TXT });
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 0, ['Begun.']);
  await queue.change(a, { status: { state: 'failed', failure } });
  await queue.change(b, { ...DONE, exports: TXT, exportStatus: { state: 'written', files: ['/out/b.txt'] } });
  expect(await end).toMatchObject({ exitCode: 1, summary: { completed: 1, failed: 1, stopped: 0 } });
  expect(view.lines.filter((line) => /^(end|file)/.test(line))).toEqual([
    'end a.mp3 stopped engine-crashed',
    'file /out/a.mp3.partial.txt',
    'end b.mp3 completed',
    'file /out/b.txt',
  ]);
});

test('a job that waits for a person is left in the queue, and the next one is shown', async () => {
  const { queue, view, end } = follow(waiting('a', 'b'));
  const full = new EarshotError('disk-full', 'The disk is full.').toFailure();
  await queue.change(a, { status: { state: 'blocked', reason: 'disk-full', failure: full } });
  await queue.change(b, DONE);
  expect(await end).toMatchObject({ exitCode: 1, summary: { completed: 1, failed: 1 } });
  expect(view.others).toContain('end a.mp3 stopped disk-full');
});

test('a part of Earshot that is missing ends the whole batch with one complaint', async () => {
  const { queue, view, end } = follow(waiting('a', 'b'));
  const damaged = new EarshotError('model-damaged', 'The model is cut.').toFailure();
  await queue.change(a, { status: { state: 'blocked', reason: 'model-missing', failure: damaged } });
  expect(await end).toMatchObject({ exitCode: 69, summary: { failed: 1, stopped: 1 } });
  expect(view.lines.filter((line) => line.includes('model-damaged'))).toHaveLength(1);
});

test('a retry is told once, with its reason, and costs no text', async () => {
  const { queue, view, end } = follow(waiting('a'));
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 0, ['First.']);
  const retry = { state: 'retry_wait', attempt: 1, maxAttempts: 3, failure } as const;
  await queue.change(a, { status: { ...retry, retryInMs: 25_000 } });
  await queue.change(a, { status: { ...retry, retryInMs: 20_000 } });
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 1, ['Second.']);
  await queue.change(a, DONE);
  expect((await end).exitCode).toBe(0);
  expect(view.others.filter((line) => line.startsWith('notice'))).toEqual([
    'notice - a.mp3: is tried again in 25 s (retry 1 of 3): The engine is gone.',
  ]);
  expect(view.text).toEqual(['First.', 'Second.']);
});

test('notices are told once, whether they come as news or with the job', async () => {
  const { queue, view } = follow(waiting('a'));
  await queue.change(a, RUNNING);
  await queue.publish({ kind: 'job-notice', uid: a, message: 'Repaired.' });
  await queue.change(a, { notices: ['Repaired.', 'Cut off.'] });
  expect(view.others.filter((line) => line.startsWith('notice'))).toEqual([
    'notice a.mp3 Repaired.',
    'notice a.mp3 Cut off.',
  ]);
});

test('files that are still being written are waited for', async () => {
  const { queue, view, end } = follow(waiting('a'), { exports: TXT });
  await queue.change(a, { ...DONE, exports: TXT, exportStatus: { state: 'pending' } });
  expect(view.results.size).toBe(0);
  await queue.change(a, { exportStatus: { state: 'written', files: ['/out/a.txt'] } });
  await end;
  expect(view.others).toContain('file /out/a.txt');
});

test('files that cannot be written are a failure, and the text is shown', async () => {
  const { queue, view, end } = follow(waiting('a'), { exports: TXT });
  const locked = new EarshotError('output-not-writable', 'It is locked.').toFailure();
  queue.storeChunk(a, 0, ['Text.']);
  await queue.change(a, {
    ...DONE,
    exports: TXT,
    exportStatus: { state: 'failed', files: [], failure: locked },
  });
  expect((await end).exitCode).toBe(1);
  expect(view.others).toContain('end a.mp3 export-failed output-not-writable');
  expect(view.text).toEqual(['Text.']);
});

test('a job that was there with other files in mind writes those that are wanted now', async () => {
  const queue = waiting('a');
  queue.answers['jobs.export'] = () => ({ files: ['/out/a.txt'] });
  const { view, end } = follow(queue, { exports: TXT });
  await queue.change(a, {
    ...DONE,
    exports: { ...TXT, formats: ['srt'] },
    exportStatus: { state: 'written', files: ['/out/a.srt'] },
  });
  await end;
  expect(queue.inputsOf('jobs.export')).toEqual([{ uid: a, exports: TXT }]);
  expect(view.others.filter((line) => line.startsWith('file'))).toEqual(['file /out/a.txt']);
});

test('without wanted files, those of an earlier export are not told', async () => {
  const { queue, view, end } = follow(waiting('a'));
  await queue.change(a, { ...DONE, exports: TXT, exportStatus: { state: 'written', files: ['/out/a.txt'] } });
  await end;
  expect(view.others.filter((line) => line.startsWith('file'))).toEqual([]);
});

test('gaps in a finished text are no success', async () => {
  const { queue, end } = follow(waiting('a'));
  await queue.change(a, { status: { state: 'completed', gaps: 2 } });
  expect(await end).toMatchObject({ exitCode: 1, summary: { completed: 1, failed: 0 } });
});

test('a job that somebody cancels or removes is not waited for any longer', async () => {
  const { queue, view, end } = follow(waiting('a', 'b', 'c'));
  await queue.change(a, { status: { state: 'canceled' } });
  await queue.publish({ kind: 'job-removed', uid: b });
  await queue.change(c, DONE);
  expect(await end).toMatchObject({ exitCode: 1, summary: { completed: 1, failed: 2 } });
  expect(view.others).toContain('end a.mp3 stopped cancelled');
  expect(view.others).toContain('problem b.mp3 job-not-found');
});

test('a paused job is waited for, and the person is told', async () => {
  const { queue, view, end } = follow(waiting('a'));
  await queue.change(a, { status: { state: 'paused' } });
  expect(view.others).toEqual(['notice - a.mp3: paused']);
  await queue.change(a, DONE);
  expect((await end).exitCode).toBe(0);
});

test('why the queue starts nothing is told once for all jobs', async () => {
  const queue = waiting('a', 'b');
  const usual = await queue.call('queue.status', {});
  if (!usual.ok) throw new Error('the queue has a status');
  queue.answers['queue.status'] = () => ({
    ...usual.value,
    holds: [
      { reason: 'nobody-follows', message: 'Nobody follows.' },
      { reason: 'paused', message: 'The queue is paused.' },
    ],
  });
  const { view, end } = follow(queue);
  await queue.publish({ kind: 'queue-changed' });
  await queue.change(a, DONE);
  await queue.publish({ kind: 'queue-changed' });
  await queue.change(b, DONE);
  await end;
  expect(view.others.filter((line) => line.startsWith('notice'))).toEqual(['notice - The queue is paused.']);
});

test('a queue without space starts nothing, and is not waited for', async () => {
  const queue = waiting('a', 'b');
  const usual = await queue.call('queue.status', {});
  if (!usual.ok) throw new Error('the queue has a status');
  queue.answers['queue.status'] = () => ({
    ...usual.value,
    holds: [{ reason: 'disk-full', message: 'There is too little space.' }],
  });
  const { view, end } = follow(queue);
  expect(await end).toMatchObject({ exitCode: 1, summary: { failed: 2 } });
  expect(view.others).toEqual(['problem a.mp3 disk-full', 'problem b.mp3 disk-full']);
});

test('a line that is cut for good ends the batch with one complaint', async () => {
  const { queue, view, end } = follow(waiting('a', 'b'));
  await queue.change(a, RUNNING);
  queue.cut();
  expect(await end).toMatchObject({ exitCode: 1, summary: { failed: 1, stopped: 1 } });
  expect(view.others).toEqual(['begin a.mp3 1/2', 'end a.mp3 stopped queue-unreachable']);
});
