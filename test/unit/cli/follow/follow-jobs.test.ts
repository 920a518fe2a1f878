import { expect, test } from 'vitest';
import type { JobView } from '../../../../src/shared/contract/job.ts';
import { EarshotError } from '../../../../src/shared/errors.ts';
import { DONE, follow, RUNNING, waiting } from '../../../support/follow-scripted.ts';
import { jobViewOf, NOTHING_DONE, uidOf } from '../../../support/job-view-of.ts';
import { segmentsOfChunk } from '../../../support/scripted-queue.ts';

const [a, b] = [uidOf('a'), uidOf('b')];

test('chunks are shown in order, whatever order they are finished in', async () => {
  const { queue, view, end } = follow(waiting('a'));
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 1, ['Second.']);
  expect(view.text).toEqual([]);
  await queue.finishChunk(a, 0, ['First.']);
  expect(view.text).toEqual(['First.', 'Second.']);
  await queue.change(a, DONE);
  expect(await end).toMatchObject({ exitCode: 0, summary: { completed: 1, failed: 0, stopped: 0 } });
  expect(view.text).toEqual(['First.', 'Second.']);
});

test('each job is shown as a whole before the next one, also when both are worked on at once', async () => {
  const { queue, view, end } = follow(waiting('a', 'b'));
  await queue.change(a, RUNNING);
  await queue.change(b, RUNNING);
  await queue.finishChunk(b, 0, ['Of b.']);
  await queue.finishChunk(a, 0, ['Of a.']);
  await queue.change(b, DONE);
  expect(view.lines).not.toContain('text b.mp3 Of b.');
  await queue.change(a, DONE);
  await end;
  expect(view.lines).toEqual([
    'begin a.mp3 1/2',
    'engine a.mp3 base',
    'language a.mp3 en',
    'text a.mp3 Of a.',
    'end a.mp3 completed',
    'begin b.mp3 2/2',
    'engine b.mp3 base',
    'language b.mp3 en',
    'text b.mp3 Of b.',
    'end b.mp3 completed',
  ]);
});

test('text of a job whose turn has not come is not kept but read when it comes', async () => {
  const { queue, view } = follow(waiting('a', 'b'));
  await queue.change(a, RUNNING);
  await queue.change(b, RUNNING);
  for (let sequence = 0; sequence < 3; sequence += 1) await queue.finishChunk(b, sequence, [`b${sequence}`]);
  expect(queue.inputsOf('transcript.chunks')).toEqual([{ uid: a, from: 0 }]);
  await queue.change(a, DONE);
  expect(queue.inputsOf('transcript.chunks')[1]).toEqual({ uid: b, from: 0 });
  expect(view.text).toEqual(['b0', 'b1', 'b2']);
});

test('a job that is joined half-way keeps its order across the hole in what is stored', async () => {
  const queue = waiting('a');
  queue.jobs.set(a, jobViewOf('a', RUNNING));
  for (const sequence of [0, 1, 3]) queue.storeChunk(a, sequence, [`text ${sequence}`]);
  const { view, end } = follow(queue);
  await queue.called('transcript.get');
  expect(view.text).toEqual(['text 0', 'text 1']);
  await queue.finishChunk(a, 4, ['text 4']);
  await queue.finishChunk(a, 2, ['text 2']);
  expect(view.text).toEqual(['text 0', 'text 1', 'text 2', 'text 3', 'text 4']);
  await queue.change(a, DONE);
  expect((await end).exitCode).toBe(0);
});

test('text of an earlier run is found whatever the progress of this run says', async () => {
  const queue = waiting('a');
  queue.storeChunk(a, 0, ['Earlier.']);
  queue.jobs.set(a, jobViewOf('a', RUNNING));
  const { view } = follow(queue);
  await queue.called('transcript.get');
  await queue.publish({
    kind: 'job-segments',
    uid: a,
    revision: 1,
    sequence: 1,
    segments: segmentsOfChunk(1, ['Now.']),
  });
  expect(view.text).toEqual(['Earlier.', 'Now.']);
});

test('chunks for which there was no room are read as soon as their turn comes', async () => {
  const { queue, view } = follow(waiting('a'));
  await queue.change(a, RUNNING);
  for (let sequence = 1; sequence < 100; sequence += 1)
    await queue.finishChunk(a, sequence, [String(sequence)]);
  expect(view.text).toEqual([]);
  await queue.finishChunk(a, 0, ['0']);
  expect(view.text).toEqual(Array.from({ length: 100 }, (_, sequence) => String(sequence)));
});

test('a chunk that is read and announced as well is shown once', async () => {
  const queue = waiting('a');
  const { promise: asked, resolve: answer } = Promise.withResolvers<void>();
  queue.jobs.set(a, jobViewOf('a', RUNNING));
  queue.storeChunk(a, 0, ['Once.']);
  queue.answers['transcript.chunks'] = async () => {
    await asked;
    return { revision: 1, chunks: queue.chunks.get(a) ?? [] };
  };
  const { view } = follow(queue);
  await queue.called('transcript.chunks');
  await queue.finishChunk(a, 1, ['Twice?']);
  answer();
  await queue.called('transcript.get');
  expect(view.text).toEqual(['Once.', 'Twice?']);
});

test('when the owner changes, nothing is lost and nothing is doubled', async () => {
  const { queue, view, end } = follow(waiting('a'));
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 0, ['First.']);
  // Stored by the old owner, and nobody heard of it.
  queue.storeChunk(a, 1, ['Second.']);
  queue.jobs.set(a, jobViewOf('a', { progress: { ...NOTHING_DONE, chunksDone: 2 } }));
  await queue.reset();
  expect(view.text).toEqual(['First.', 'Second.']);
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 2, ['Third.']);
  await queue.reset();
  await queue.change(a, DONE);
  await end;
  expect(view.text).toEqual(['First.', 'Second.', 'Third.']);
  expect(view.lines.filter((line) => line.startsWith('begin'))).toHaveLength(1);
});

test('a question that was cut off with the old owner is asked again of the new one', async () => {
  const queue = waiting('a');
  let isCut = true;
  queue.answers['jobs.get'] = () => {
    if (isCut) throw new EarshotError('queue-unreachable', 'Gone.');
    return jobViewOf('a', DONE);
  };
  const { view, end } = follow(queue);
  await queue.called('jobs.get');
  isCut = false;
  await queue.reset();
  expect(await end).toMatchObject({ exitCode: 0, summary: { completed: 1 } });
  expect(view.others).toContain('end a.mp3 completed');
});

test('text that no event told of is shown at the end', async () => {
  const { queue, view, end } = follow(waiting('a'));
  await queue.change(a, RUNNING);
  queue.storeChunk(a, 0, ['Silent.']);
  await queue.change(a, DONE);
  await end;
  expect(view.text).toEqual(['Silent.']);
});

test('text of another revision is not mixed in', async () => {
  const { queue, view } = follow(waiting('a'));
  await queue.change(a, { ...RUNNING, revision: 2 });
  await queue.publish({ kind: 'job-segments', uid: a, revision: 1, sequence: 0, segments: [] });
  queue.storeChunk(a, 0, ['New.']);
  await queue.publish({
    kind: 'job-segments',
    uid: a,
    revision: 2,
    sequence: 0,
    segments: queue.chunks.get(a)?.[0]?.segments ?? [],
  });
  expect(view.text).toEqual(['New.']);
});

test('a job that goes on says from where', async () => {
  const queue = waiting('a');
  for (const sequence of [0, 1]) queue.storeChunk(a, sequence, [`text ${sequence}`]);
  const progress = { ...NOTHING_DONE, chunksDone: 2, chunksPlanned: 5 };
  queue.jobs.set(a, jobViewOf('a', { ...RUNNING, progress }));
  const { view } = follow(queue, { disposition: 'continued' });
  await queue.called('transcript.get');
  expect(view.others.slice(0, 2)).toEqual([
    'begin a.mp3 1/1',
    'notice a.mp3 It continues where it stopped: 2 of at least 5 parts are done.',
  ]);
  expect(view.text).toEqual(['text 0', 'text 1']);
});

test('a job that is done already shows its stored text at once, and says so', async () => {
  const queue = waiting('a');
  queue.storeChunk(a, 0, ['Stored.']);
  queue.jobs.set(a, jobViewOf('a', DONE));
  const { view, end } = follow(queue, { disposition: 'already-done' });
  expect(await end).toMatchObject({ exitCode: 0, summary: { completed: 1 } });
  expect(view.others).toContain(
    'notice a.mp3 It was transcribed before: this is the stored text. --again does it anew.',
  );
  expect(view.text).toEqual(['Stored.']);
  expect(view.results.get('a.mp3')).toMatchObject({ kind: 'completed', workMs: null });
});

test('all jobs are followed from the start, so that the owner goes on for them', () => {
  const { queue } = follow(waiting('a', 'b'));
  expect(queue.following).toEqual([a, b]);
});

test('news that pile up while a question is open cost memory for a few only', async () => {
  const queue = waiting('a');
  const { promise: asked, resolve: answer } = Promise.withResolvers<void>();
  let job: JobView = jobViewOf('a', RUNNING);
  queue.answers['jobs.get'] = async () => {
    await asked;
    return job;
  };
  const { view, end } = follow(queue);
  await queue.called('jobs.get');
  for (let sequence = 0; sequence < 300; sequence += 1)
    await queue.finishChunk(a, sequence, [String(sequence)]);
  job = queue.jobs.get(a) ?? job;
  answer();
  await queue.called('transcript.get');
  // Once at the beginning, and once more because there were too many news to be kept.
  expect(queue.inputsOf('jobs.get')).toHaveLength(2);
  await queue.change(a, DONE);
  job = queue.jobs.get(a) ?? job;
  await end;
  expect(view.text).toEqual(Array.from({ length: 300 }, (_, sequence) => String(sequence)));
});
