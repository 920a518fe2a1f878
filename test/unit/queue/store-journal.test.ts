import { describe, expect, test } from 'vitest';
import { StoreJournal } from '../../../src/main/core/queue/store-journal.ts';
import type { AsyncStore } from '../../../src/main/core/storage/store.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { FRESH_START } from '../../support/fresh-start.ts';
import { type StoreScript, storeLine } from '../../support/store-line.ts';
import { finished, must, newStore, planned, startJob } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const folder = suiteFolder();

function scene(script: StoreScript = {}) {
  const { store } = newStore(folder);
  const { fence, job } = startJob(store, 1);
  const line: AsyncStore = storeLine(store, script);
  const stop = new AbortController();
  const stored: number[] = [];
  const unstored: string[] = [];
  const journal = new StoreJournal({
    store: line,
    fence,
    resume: FRESH_START,
    onStored: ({ job: { chunksDone }, sequence }) => stored.push(chunksDone * 100 + sequence),
    onUnstored: ({ code }) => unstored.push(code),
    wait: async (_ms, signal) => signal.throwIfAborted(),
    signal: stop.signal,
  });
  return { journal, store, fence, job, stop, stored, unstored };
}

test('what is written is told once it is stored', async () => {
  const { journal, stored } = scene();
  await journal.speechFound({ streamIndex: 0, slice: 0, probabilities: [1], levelsDb: [-20] });
  await journal.chunkStarted(planned(0));
  expect([...journal.atWork]).toEqual([0]);
  await journal.chunkFailed(0, new EarshotError('engine-crashed', 'Gone.'));
  await journal.chunkFinished(finished(0, ['words']));
  expect([stored, [...journal.atWork]]).toEqual([[100], []]);
});

test('a run that was overtaken is refused everything, and stops as cancelled', async () => {
  const { journal, store, job, fence } = scene();
  await journal.chunkStarted(planned(0));
  must(store.step({ jobId: job.id, event: 'requeue', actor: 'queue', epoch: fence.epoch }));
  must(store.start(job.id, 'boot-2'));
  const entries = [
    () => journal.speechFound({ streamIndex: 0, slice: 0, probabilities: [1], levelsDb: [-20] }),
    () => journal.chunkStarted(planned(1)),
    () => journal.chunkFailed(0, new EarshotError('engine-crashed', 'Gone.')),
    () => journal.chunkFinished(finished(0, ['words'])),
  ];
  for (const enter of entries) await expect(enter()).rejects.toMatchObject({ code: 'cancelled' });
});

describe('a pause', () => {
  test('lets the chunks at work be finished, and turns all others away together at the end', async () => {
    const { journal } = scene();
    await journal.chunkStarted(planned(0));
    await journal.chunkStarted(planned(1));
    journal.pauseAfterChunks();
    const turnedAway: number[] = [];
    const others = [2, 3].map((sequence) =>
      journal.chunkStarted(planned(sequence)).catch(() => turnedAway.push(sequence)),
    );
    await journal.chunkFinished(finished(0, ['zero']));
    expect(turnedAway).toEqual([]);
    await journal.chunkFinished(finished(1, ['one']));
    await Promise.all(others);
    expect(turnedAway).toEqual([2, 3]);
  });

  test('counts a chunk whose start is being stored as at work', async () => {
    const { journal } = scene();
    const starting = journal.chunkStarted(planned(0));
    journal.pauseAfterChunks();
    expect([...journal.atWork]).toEqual([0]);
    await starting;
    await journal.chunkFinished(finished(0, ['zero']));
    await expect(journal.chunkStarted(planned(1))).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('does not wait for a chunk whose start was not stored', async () => {
    const { journal } = scene({
      inside: ({ method }) => {
        if (method === 'startChunk') throw new EarshotError('disk-full', 'Full.');
      },
    });
    await expect(journal.chunkStarted(planned(0))).rejects.toMatchObject({ code: 'disk-full' });
    expect([...journal.atWork]).toEqual([]);
  });
});

describe('a full disk', () => {
  const full = new EarshotError('disk-full', 'Full.');

  test('gets the same text again and again, and is told of once', async () => {
    let left = 5;
    const { journal, stored, unstored } = scene({
      inside: ({ method }) => {
        if (method === 'finishChunk' && left-- > 0) throw full;
      },
    });
    await journal.chunkStarted(planned(0));
    await journal.chunkFinished(finished(0, ['words']));
    expect([stored, unstored]).toEqual([[100], ['disk-full']]);
  });

  test('is waited for no longer than the run goes on', async () => {
    const { journal, stop } = scene({
      inside: ({ method }) => {
        if (method === 'finishChunk') throw full;
      },
    });
    await journal.chunkStarted(planned(0));
    stop.abort(new EarshotError('cancelled', 'Cancelled.'));
    await expect(journal.chunkFinished(finished(0, ['words']))).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('is the only thing that is waited for', async () => {
    const { journal, unstored } = scene({
      inside: ({ method }) => {
        if (method === 'finishChunk') throw new EarshotError('database-damaged', 'Damaged.');
      },
    });
    await journal.chunkStarted(planned(0));
    await expect(journal.chunkFinished(finished(0, ['words']))).rejects.toMatchObject({
      code: 'database-damaged',
    });
    expect(unstored).toEqual([]);
  });
});
