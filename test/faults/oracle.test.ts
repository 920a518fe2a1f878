import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { SqliteStore } from '../../src/main/core/storage/sqlite-store.ts';
import { storeFiles } from '../../src/main/core/storage/store-files.ts';
import { type Invariant, judge } from '../support/fault-oracle.ts';
import type { FaultRecording } from '../support/fault-recording.ts';
import {
  finishedChunk,
  jobUid,
  newJob,
  openStoreOver,
  phrasesOf,
  plannedChunk,
} from '../support/fault-store-work.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const uid = jobUid(1);
const PARTS = 3;

/** The recording of the one job, as the oracle is told of it. */
const recording: FaultRecording = {
  path: newJob(uid).source.path,
  id: 1,
  chunks: Array.from({ length: PARTS }, (_, part) => ({
    startMs: part * 1000,
    endMs: (part + 1) * 1000,
    phrases: phrasesOf(uid, part),
  })),
};

type Made = { readonly file: string; readonly store: SqliteStore };

/** A job with all its parts, completed by the store itself. */
function madeDatabase(): Made {
  const data = mkdtempSync(join(folder, 'data-'));
  const store = openStoreOver(data);
  store.recover('boot', '0', 3);
  const id = store.addJobs([newJob(uid)])[0]?.id ?? 0;
  store.step({ jobId: id, event: 'imported', actor: 'queue', epoch: null });
  const fence = { jobId: id, epoch: store.start(id, 'boot')?.epoch ?? 0 };
  for (let sequence = 0; sequence < PARTS; sequence++) {
    store.startChunk(fence, plannedChunk(sequence));
    store.finishChunk(fence, finishedChunk(uid, sequence));
  }
  store.complete(fence, { durationMs: PARTS * 1000, track: 0, warnings: [], workMs: 1 });
  return { file: storeFiles(data).database, store };
}

function found(file: string, accepted: readonly string[] = [uid]): Invariant[] {
  return [
    ...new Set(
      judge(file, { accepted, recordings: [recording], isOver: true }).map(({ invariant }) => invariant),
    ),
  ];
}

test('a database that nothing happened to keeps every promise', () => {
  const { file, store } = madeDatabase();
  store.close();
  expect(judge(file, { accepted: [uid], recordings: [recording], isOver: true })).toEqual([]);
});

test('a job that is still confirmed and not there any more is found', () => {
  const { file, store } = madeDatabase();
  store.close();
  expect(found(file, [uid, jobUid(2)])).toEqual(['lost-job']);
});

test.each<[string, Invariant, string]>([
  ['a segment that is missing', 'lost-segment', 'DELETE FROM segments WHERE sequence = 1 AND position = 2'],
  ['a part that is missing at the end', 'lost-segment', 'DELETE FROM chunks WHERE sequence = 2'],
  ['a part that is not finished', 'lost-segment', "UPDATE chunks SET state = 'pending' WHERE sequence = 2"],
  [
    'a segment that is there twice',
    'duplicated-segment',
    `INSERT INTO segments (revision_id, sequence, position, segment_id, start_ms, end_ms, text, original_text, words,
       language, no_speech_probability, temperature)
     SELECT revision_id, sequence, position + 100, segment_id || 'x', start_ms, end_ms, text, original_text, words,
       language, no_speech_probability, temperature FROM segments WHERE sequence = 1 AND position = 0`,
  ],
  [
    'a text that is not the expected one',
    'wrong-text',
    "UPDATE segments SET text = 'no' WHERE sequence = 0 AND position = 0",
  ],
  ['a part at another place', 'wrong-text', 'UPDATE chunks SET start_ms = start_ms + 1 WHERE sequence = 1'],
  ['a counter that is one too high', 'wrong-counter', 'UPDATE revisions SET chunks_done = chunks_done + 1'],
  ['a time that is not done', 'wrong-counter', 'UPDATE revisions SET done_ms = done_ms + 1'],
  ['a step that is missing', 'illegal-history', "DELETE FROM job_events WHERE event = 'start'"],
  [
    'a step that is not in the table',
    'illegal-history',
    "UPDATE job_events SET event = 'resume' WHERE event = 'start'",
  ],
  ['a state that the history does not lead to', 'illegal-history', "UPDATE jobs SET state = 'queued'"],
  ['a job that is not final', 'not-final', "UPDATE jobs SET state = 'queued'"],
  ['a segment that cannot be searched for', 'damaged', 'DELETE FROM search WHERE rowid = 1'],
  ['a foreign key that leads nowhere', 'damaged', 'UPDATE revisions SET id = id + 1000'],
])('%s is found', (_, invariant, sql) => {
  const { file, store } = madeDatabase();
  store.close();
  const database = new Database(file);
  database.pragma('foreign_keys = OFF');
  database.exec(sql);
  database.close();
  expect(found(file)).toContain(invariant);
});
