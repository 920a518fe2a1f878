import { expect, test } from 'vitest';
import { followJobs } from '../../../../src/main/cli/follow/follow-jobs.ts';
import { EarshotError } from '../../../../src/shared/errors.ts';
import { type ExportRule, NO_EXPORT } from '../../../../src/shared/job-options.ts';
import { jobViewOf, uidOf } from '../../../support/job-view-of.ts';
import { RecordingView } from '../../../support/recording-view.ts';
import { ScriptedQueue } from '../../../support/scripted-queue.ts';

const RUNNING = { status: { state: 'running', stage: 'transcribing' } } as const;
const TXT: ExportRule = { ...NO_EXPORT, formats: ['txt'] };
const stopped = new EarshotError('cancelled', 'Stopped before the end.');
const [a, b] = [uidOf('a'), uidOf('b')];

/** Two jobs, the first of them with some text, until somebody presses Ctrl-C. */
async function followUntilStopped(queue: ScriptedQueue, exports: ExportRule = TXT) {
  const view = new RecordingView();
  const stop = new AbortController();
  const jobs = [...queue.jobs.values()].map(({ uid, path }) => ({
    uid,
    path,
    disposition: 'added' as const,
  }));
  const end = followJobs({ jobs, queue, view, exports, signal: stop.signal, now: () => 0 });
  await queue.called('queue.status');
  return { view, end, stop: () => stop.abort(stopped) };
}

function twoJobs(): ScriptedQueue {
  return new ScriptedQueue([jobViewOf('a'), jobViewOf('b')]);
}

test('what is finished is shown and written, and nothing is changed in the queue', async () => {
  const queue = twoJobs();
  const { view, end, stop } = await followUntilStopped(queue);
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 0, ['First.']);
  await queue.finishChunk(a, 2, ['Third.']);
  stop();
  expect(await end).toMatchObject({ summary: { completed: 0, failed: 0, stopped: 2 } });
  // Behind a hole, and real all the same.
  expect(view.text).toEqual(['First.', 'Third.']);
  expect(view.others.slice(-2)).toEqual(['end a.mp3 stopped cancelled', 'file /out/a.mp3.partial.txt']);
  const changing = queue.calls.filter(({ method }) =>
    /^(jobs\.(?!get|list|export)|queue\.(?!status))/.test(method),
  );
  expect(changing).toEqual([]);
});

test('nothing more is begun', async () => {
  const queue = twoJobs();
  const { view, end, stop } = await followUntilStopped(queue);
  await queue.change(a, RUNNING);
  stop();
  await end;
  expect(view.others.filter((line) => line.startsWith('begin'))).toEqual(['begin a.mp3 1/2']);
});

test('before any text no file is written', async () => {
  const queue = twoJobs();
  const { end, stop } = await followUntilStopped(queue);
  await queue.change(a, RUNNING);
  stop();
  await end;
  expect(queue.inputsOf('jobs.export')).toEqual([]);
});

test('a recording that only waited is told how to go on', async () => {
  const { view, end, stop } = await followUntilStopped(twoJobs());
  stop();
  await end;
  expect(view.lines).toEqual(['problem a.mp3 cancelled']);
});

test('a recording that is worked on beside the one that is shown keeps its text in files too', async () => {
  const queue = twoJobs();
  const { view, end, stop } = await followUntilStopped(queue);
  await queue.change(a, RUNNING);
  await queue.change(b, RUNNING);
  await queue.finishChunk(b, 0, ['Of b.']);
  stop();
  await end;
  expect(queue.inputsOf('jobs.export')).toEqual([{ uid: b, exports: TXT }]);
  expect(view.text).toEqual([]);
});

test('where another program owns the queue, the job goes on and no partial file is left behind', async () => {
  const queue = twoJobs();
  queue.role = 'client';
  const { end, stop } = await followUntilStopped(queue);
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 0, ['First.']);
  stop();
  await end;
  expect(queue.inputsOf('jobs.export')).toEqual([]);
});

test('after a redo that stopped half-way the whole older text is not written as a partial one', async () => {
  const queue = twoJobs();
  const { end, stop } = await followUntilStopped(queue);
  await queue.change(a, { ...RUNNING, revision: 2 });
  await queue.finishChunk(a, 0, ['New.']);
  stop();
  await end;
  expect(queue.inputsOf('jobs.export')).toEqual([]);
});

test('a partial file that cannot be written is told beside the end', async () => {
  const queue = twoJobs();
  queue.answers['jobs.export'] = () => {
    throw new EarshotError('output-not-writable', 'It is locked.');
  };
  const { view, end, stop } = await followUntilStopped(queue);
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 0, ['First.']);
  stop();
  await end;
  expect(view.others.slice(-2)).toEqual(['problem a.mp3 output-not-writable', 'end a.mp3 stopped cancelled']);
});

test('a stop is heard between two owners, when nobody answers', async () => {
  const queue = twoJobs();
  queue.answers['queue.status'] = () => {
    throw new EarshotError('queue-unreachable', 'Gone.');
  };
  const { view, end, stop } = await followUntilStopped(queue);
  stop();
  expect(await end).toMatchObject({ summary: { stopped: 2 } });
  expect(view.lines).toEqual(['problem a.mp3 cancelled']);
});
