import type Database from 'better-sqlite3';
import { Backups } from '../../src/main/core/storage/backups.ts';
import { Connection } from '../../src/main/core/storage/connection.ts';
import { openDatabase } from '../../src/main/core/storage/database.ts';
import { migrate } from '../../src/main/core/storage/migrations.ts';
import { SqliteStore } from '../../src/main/core/storage/sqlite-store.ts';
import type { NewJob } from '../../src/main/core/storage/store.ts';
import { storeFiles } from '../../src/main/core/storage/store-files.ts';
import type { PlannedChunk } from '../../src/main/core/transcription/chunk-feed.ts';
import type { FinishedChunk } from '../../src/main/core/transcription/chunk-journal.ts';
import { DEFAULT_JOB_OPTIONS, NO_EXPORT } from '../../src/shared/job-options.ts';
import type { Segment } from '../../src/shared/transcript.ts';

/** Something that the store has confirmed, in a form that is found again in a database. */
export type Confirmed =
  | { readonly kind: 'job'; readonly uid: string }
  | { readonly kind: 'chunk'; readonly uid: string; readonly sequence: number };

const CHUNKS_A_JOB = 12;
const PHRASES_A_CHUNK = 6;

export function jobUid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** What a chunk says: nothing but its job and its place decide. */
export function phrasesOf(uid: string, sequence: number): string[] {
  return Array.from(
    { length: PHRASES_A_CHUNK },
    (_, index) => `${uid.slice(-4)} says ${sequence} and ${index}.`,
  );
}

/** @returns the first thing that was confirmed and is not there as it was, or null */
export function missingIn(database: Database.Database, confirmed: readonly Confirmed[]): string | null {
  const jobs = new Set(database.prepare<[], string>('SELECT uid FROM jobs').pluck().all());
  const texts = new Map(
    database
      .prepare<[], { key: string; text: string }>(`
        SELECT jobs.uid || ' ' || sequence AS key, group_concat(text, '|' ORDER BY position) AS text
        FROM segments JOIN revisions ON revisions.id = segments.revision_id JOIN jobs ON jobs.id = revisions.job_id
        GROUP BY jobs.uid, sequence`)
      .all()
      .map(({ key, text }) => [key, text]),
  );
  for (const what of confirmed) {
    if (!jobs.has(what.uid)) return `job ${what.uid}`;
    if (what.kind === 'job') continue;
    const text = texts.get(`${what.uid} ${what.sequence}`);
    if (text !== phrasesOf(what.uid, what.sequence).join('|')) return `part ${what.sequence} of ${what.uid}`;
  }
  return null;
}

/** A store without its thread, over a connection that a test may have changed before. */
export function openStoreOver(folder: string, settings: readonly string[] = []): SqliteStore {
  const files = storeFiles(folder);
  const connection = new Connection(openDatabase(files.database));
  for (const setting of settings) connection.pragma(setting);
  migrate(connection);
  return new SqliteStore({
    connection,
    backups: new Backups(files.backups),
    transcriptsFolder: files.transcripts,
    now: () => Date.now(),
  });
}

/** Carries out one write; what it confirms is told to whoever waits, after the write as a rule. */
export type CarryOut = (what: Confirmed, write: () => void) => void;

/** Runs jobs through the store, one after the other, as the queue does. */
export function workThrough(store: SqliteStore, from: number, until: number, carryOut: CarryOut): void {
  const boot = `boot-${from}`;
  store.recover(boot, '0', 1000);
  for (let number = from; number < until; number++) {
    const uid = jobUid(number);
    carryOut({ kind: 'job', uid }, () => store.addJobs([newJob(uid)]));
    const jobId = store.job(uid)?.id ?? 0;
    store.step({ jobId, event: 'imported', actor: 'queue', epoch: null });
    const fence = { jobId, epoch: store.start(jobId, boot)?.epoch ?? 0 };
    for (let sequence = 0; sequence < CHUNKS_A_JOB; sequence++) {
      store.startChunk(fence, plannedChunk(sequence));
      carryOut({ kind: 'chunk', uid, sequence }, () => {
        if (store.finishChunk(fence, finishedChunk(uid, sequence)) === null)
          throw new Error('a chunk was refused');
      });
    }
    store.complete(fence, { durationMs: CHUNKS_A_JOB * 1000, track: 0, warnings: [], workMs: 1 });
  }
}

export function newJob(uid: string): NewJob {
  return {
    uid,
    batchUid: null,
    source: { path: `/recordings/${uid}.wav`, sizeBytes: 1, modifiedAtMs: 1, partialHash: null },
    foundIn: null,
    managedCopy: null,
    options: DEFAULT_JOB_OPTIONS,
    exports: NO_EXPORT,
  };
}

export function plannedChunk(sequence: number): PlannedChunk {
  const startMs = sequence * 1000;
  const endMs = startMs + 1000;
  return {
    sequence,
    streamIndex: 0,
    chunk: { index: sequence, startMs, endMs, spans: [{ startMs, endMs }] },
  };
}

export function finishedChunk(uid: string, sequence: number): FinishedChunk {
  const segments = phrasesOf(uid, sequence).map((text, index) => segment(text, sequence, index));
  return {
    sequence,
    text: { segments, review: [], discarded: [], gaps: [] },
    language: null,
    engineWallMs: 1,
  };
}

function segment(text: string, sequence: number, index: number): Segment {
  const startMs = sequence * 1000 + index * 100;
  const endMs = startMs + 100;
  return {
    id: `m-${sequence}-${index}`,
    startMs,
    endMs,
    text,
    originalText: text,
    words: [{ text, startMs, endMs, probability: 1, spaceBefore: true }],
    language: 'en',
    speaker: null,
    channel: null,
    averageLogProbability: -0.1,
    noSpeechProbability: 0,
    temperature: 0,
  };
}
