import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import {
  JOB_EVENTS,
  type JobEvent,
  type JobState,
  RECOVERED_STATES,
  TRANSITIONS,
} from '../../src/shared/job-state.ts';
import type { FaultRecording } from './fault-recording.ts';

/** What must be in the database, as far as it is known from outside. */
export type Expectation = {
  /** Jobs that the queue has confirmed, by uid. */
  readonly accepted: readonly string[];
  /** Recordings that jobs may be about, by path; jobs of others are checked without their text. */
  readonly recordings: readonly FaultRecording[];
  /** Every job must have come to its end, with its whole text. */
  readonly isOver?: boolean;
};

/** One broken promise of the queue. */
export type Finding = { readonly invariant: Invariant; readonly what: string };

/** The promises by which every fault is judged. */
export type Invariant =
  | 'lost-job'
  | 'lost-segment'
  | 'duplicated-segment'
  | 'wrong-text'
  | 'wrong-counter'
  | 'illegal-history'
  | 'not-final'
  | 'damaged';

type JobRow = { id: number; uid: string; state: JobState; revision: number; path: string };
type EventRow = { event: string; from: string; to: string; actor: string; code: string | null };
type ChunkRow = {
  sequence: number;
  startMs: number;
  endMs: number;
  state: string;
  text: string | null;
  count: number;
};

/**
 * Looks at a database that nobody has open, and finds every broken promise. It looks at a copy: to open the file itself
 * would tidy up what the next start is to find.
 */
export function judge(databaseFile: string, expectation: Expectation): Finding[] {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-judged-'));
  try {
    const copy = join(folder, 'copy.sqlite');
    for (const ending of ['', '-wal']) {
      if (existsSync(databaseFile + ending)) copyFileSync(databaseFile + ending, copy + ending);
    }
    const database = new Database(copy);
    try {
      return new Judge(database, expectation).findings();
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
      return [{ invariant: 'damaged', what: `${error.code}: ${error.message}` }];
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Judge {
  readonly #database: Database.Database;
  readonly #expectation: Expectation;
  readonly #findings: Finding[] = [];

  constructor(database: Database.Database, expectation: Expectation) {
    this.#database = database;
    this.#expectation = expectation;
  }

  findings(): Finding[] {
    this.#checkFile();
    // Killed before its first migration was done, when nothing can have been confirmed.
    if (!this.#hasSchema()) {
      for (const uid of this.#expectation.accepted) this.#report('lost-job', `job ${uid} is not there`);
      return this.#findings;
    }
    this.#checkSearch();
    const jobs = this.#all<JobRow>(`
      SELECT jobs.id, jobs.uid, jobs.state, jobs.revision, sources.path
      FROM jobs JOIN sources ON sources.job_id = jobs.id`);
    const found = new Set(jobs.map(({ uid }) => uid));
    for (const uid of this.#expectation.accepted) {
      if (!found.has(uid)) this.#report('lost-job', `job ${uid} is not there`);
    }
    const byPath = new Map(this.#expectation.recordings.map((recording) => [recording.path, recording]));
    for (const job of jobs) {
      this.#checkHistory(job);
      this.#checkChunks(job, byPath.get(job.path));
    }
    this.#checkCounters();
    this.#checkSegments();
    return this.#findings;
  }

  #checkFile(): void {
    const integrity = this.#all<{ integrity_check: string }>('PRAGMA integrity_check');
    if (integrity[0]?.integrity_check !== 'ok')
      this.#report('damaged', JSON.stringify(integrity.slice(0, 3)));
    const keys = this.#all('PRAGMA foreign_key_check');
    if (keys.length > 0) this.#report('damaged', `foreign keys: ${JSON.stringify(keys.slice(0, 3))}`);
  }

  #hasSchema(): boolean {
    return this.#all("SELECT 1 FROM sqlite_schema WHERE name = 'search'").length > 0;
  }

  #checkSearch(): void {
    try {
      this.#database.prepare("INSERT INTO search (search, rank) VALUES ('integrity-check', 0)").run();
    } catch (error) {
      this.#report('damaged', `search index: ${String(error)}`);
    }
    const differences = this.#all<{ id: number }>(`
      WITH shown AS (
        SELECT segments.id FROM segments
        JOIN revisions ON revisions.id = segments.revision_id
        JOIN jobs ON jobs.id = revisions.job_id AND jobs.shown_revision = revisions.number
      )
      SELECT id FROM (SELECT id FROM shown EXCEPT SELECT id FROM search_docsize)
      UNION ALL
      SELECT id FROM (SELECT id FROM search_docsize EXCEPT SELECT id FROM shown)`);
    if (differences.length > 0)
      this.#report('damaged', `${differences.length} segments differ in the search index`);
  }

  /** Every step is one of the table, each begins where the one before it ended, and the last one is the state. */
  #checkHistory({ id, uid, state }: JobRow): void {
    const events = this.#all<EventRow>(
      'SELECT event, from_state AS "from", to_state AS "to", actor, code FROM job_events WHERE job_id = ? ORDER BY id',
      id,
    );
    let at: string = 'new';
    for (const event of events) {
      // A finished job that came back from its transcript file begins its history anew.
      const begins = event.event === 'import' ? 'new' : at;
      if (event.from !== begins) {
        this.#report('illegal-history', `${uid}: "${event.event}" from ${event.from}, not ${begins}`);
      }
      if (!isLegal(event)) {
        this.#report(
          'illegal-history',
          `${uid}: "${event.event}" by ${event.actor} from ${event.from} to ${event.to}`,
        );
      }
      at = event.to;
    }
    if (at !== state) this.#report('illegal-history', `${uid}: is ${state}, its history ends with ${at}`);
  }

  #checkChunks({ id, uid, state, revision }: JobRow, recording: FaultRecording | undefined): void {
    const chunks = this.#all<ChunkRow>(
      `SELECT chunks.sequence, chunks.start_ms AS startMs, chunks.end_ms AS endMs, chunks.state,
         (SELECT group_concat(text, ' ' ORDER BY position) FROM segments
          WHERE segments.revision_id = chunks.revision_id AND segments.sequence = chunks.sequence) AS text,
         (SELECT count(*) FROM segments
          WHERE segments.revision_id = chunks.revision_id AND segments.sequence = chunks.sequence) AS count
       FROM chunks JOIN revisions ON revisions.id = chunks.revision_id
       WHERE revisions.job_id = ? AND revisions.number = ? ORDER BY chunks.sequence`,
      id,
      revision,
    );
    const isOver = this.#expectation.isOver ?? false;
    if (isOver && state !== 'completed') this.#report('not-final', `${uid} is ${state}`);
    if (recording === undefined) return;
    if (state === 'completed' && chunks.length < recording.chunks.length) {
      this.#report(
        'lost-segment',
        `${uid} is completed with ${chunks.length} of ${recording.chunks.length} parts`,
      );
    }
    for (const [index, chunk] of chunks.entries()) {
      const expected = recording.chunks[chunk.sequence];
      const where = `${uid} part ${chunk.sequence}`;
      if (chunk.sequence !== index || expected === undefined) {
        this.#report('wrong-text', `${where} has no place in the plan`);
        continue;
      }
      if (chunk.startMs !== expected.startMs || chunk.endMs !== expected.endMs) {
        const wanted = `${expected.startMs} to ${expected.endMs}`;
        this.#report('wrong-text', `${where} is from ${chunk.startMs} to ${chunk.endMs}, planned ${wanted}`);
      }
      const text = chunk.text ?? '';
      if (chunk.state === 'gap') this.#report('lost-segment', `${where} has a gap`);
      else if (chunk.state === 'done') {
        const { length } = expected.phrases;
        if (chunk.count < length)
          this.#report('lost-segment', `${where}: ${chunk.count} of ${length} phrases`);
        else if (chunk.count > length)
          this.#report('duplicated-segment', `${where}: ${chunk.count} of ${length} phrases`);
        else if (text !== expected.phrases.join(' ')) this.#report('wrong-text', `${where}: "${text}"`);
      } else {
        if (text !== '') this.#report('duplicated-segment', `${where} is ${chunk.state} and has text`);
        if (state === 'completed')
          this.#report('lost-segment', `${where} is ${chunk.state} in a completed job`);
      }
    }
  }

  #checkCounters(): void {
    const wrong = this.#all<{ id: number }>(`
      SELECT id FROM revisions WHERE (chunks_planned, chunks_done, chunks_gap) <> (
        SELECT count(*), coalesce(sum(state = 'done'), 0), coalesce(sum(state = 'gap'), 0)
        FROM chunks WHERE revision_id = revisions.id)`);
    for (const { id } of wrong)
      this.#report('wrong-counter', `revision ${id} counts other parts than it has`);
    const late = this.#all<{ id: number }>(`
      SELECT id FROM revisions WHERE done_ms <> iif(complete, duration_ms, coalesce((
        SELECT max(end_ms) FROM chunks WHERE revision_id = revisions.id AND sequence < coalesce((
          SELECT min(sequence) FROM chunks WHERE revision_id = revisions.id AND state NOT IN ('done', 'gap')
        ), 1 << 40)), 0))
      AND (SELECT count(DISTINCT stream_index) FROM chunks WHERE revision_id = revisions.id) <= 1`);
    for (const { id } of late) this.#report('wrong-counter', `revision ${id} counts another time as done`);
  }

  /** Whatever the keys of the table say: two segments that begin at one moment of one recording are one too many. */
  #checkSegments(): void {
    const doubled = this.#all<{ revision: number; startMs: number }>(`
      SELECT revision_id AS revision, start_ms AS startMs FROM segments
      GROUP BY revision_id, channel, start_ms, text HAVING count(*) > 1`);
    for (const { revision, startMs } of doubled) {
      this.#report('duplicated-segment', `revision ${revision} says the same twice at ${startMs} ms`);
    }
  }

  #all<Row>(sql: string, ...bound: readonly unknown[]): Row[] {
    return this.#database.prepare<unknown[], Row>(sql).all(...bound);
  }

  #report(invariant: Invariant, what: string): void {
    this.#findings.push({ invariant, what });
  }
}

function isLegal({ event, from, to, actor, code }: EventRow): boolean {
  if (from === 'new') return event === 'add' ? to === 'importing' : event === 'import' && to === 'completed';
  // What is only written down, such as a refusal or a part that failed, moves nothing.
  if (from === to) return !isJobEvent(event) || code === 'state-refused';
  if (isJobEvent(event)) return stateAfter(from, event) === to;
  if (event !== 'recover' || actor !== 'recovery') return false;
  const goesOnAs = recovered(from);
  return to === goesOnAs || (to === 'blocked' && goesOnAs === 'queued' && code === 'crash-loop');
}

function isJobEvent(name: string): name is JobEvent {
  return JOB_EVENTS.some((event) => event === name);
}

function stateAfter(from: string, event: JobEvent): JobState | null {
  for (const [state, ways] of Object.entries(TRANSITIONS)) {
    const to = new Map(Object.entries(ways)).get(event);
    if (state === from && to !== undefined) return to;
  }
  return null;
}

function recovered(from: string): JobState | null {
  return new Map(Object.entries(RECOVERED_STATES)).get(from) ?? null;
}
