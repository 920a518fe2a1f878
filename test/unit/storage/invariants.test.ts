import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SqliteStore } from '../../../src/main/core/storage/sqlite-store.ts';
import type { Fence } from '../../../src/main/core/storage/store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import { DEFAULT_JOB_OPTIONS } from '../../../src/shared/job-options.ts';
import { JOB_STATES } from '../../../src/shared/job-state.ts';
import {
  failureOf,
  finished,
  must,
  newJob,
  newStore,
  planned,
  SUMMARY,
  segment,
  uidOf,
  withGap,
} from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

const JOBS = 2;
const CHUNKS = 4;
const PLAIN_EVENTS = [
  'imported',
  'stopped',
  'requeue',
  'retry-due',
  'unblock',
  'pause',
  'resume',
  'cancel',
  'retry',
] as const;

type Command =
  | { readonly kind: 'event'; readonly job: number; readonly event: (typeof PLAIN_EVENTS)[number] }
  | {
      readonly kind: 'start-chunk' | 'finish-chunk' | 'gap-chunk' | 'fail-chunk';
      readonly job: number;
      readonly sequence: number;
      readonly late: boolean;
    }
  | {
      readonly kind:
        | 'start'
        | 'complete'
        | 'redo'
        | 'replace-source'
        | 'fail'
        | 'retry-later'
        | 'block'
        | 'edit'
        | 'remove'
        | 'restore';
      readonly job: number;
    }
  | { readonly kind: 'crash' | 'purge' | 'backup' };

const job = fc.nat({ max: JOBS - 1 });
const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      job,
      event: fc.constantFrom(...PLAIN_EVENTS),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'start-chunk' as const,
        'finish-chunk' as const,
        'gap-chunk' as const,
        'fail-chunk' as const,
      ),
      job,
      sequence: fc.nat({ max: CHUNKS - 1 }),
      late: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        ...([
          'start',
          'start',
          'complete',
          'redo',
          'replace-source',
          'fail',
          'retry-later',
          'block',
          'edit',
          'remove',
          'restore',
        ] as const),
      ),
      job,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('crash' as const, 'purge' as const, 'backup' as const) }),
  },
);

const COMMANDS = fc.array(commandArbitrary, { minLength: 20, maxLength: 60 });

/** A queue that does whatever it is told, also what makes no sense. */
class Player {
  readonly store: SqliteStore;
  #boot = 0;
  #edits = 0;

  constructor(store: SqliteStore) {
    this.store = store;
    store.recover('boot-0', '1.0.0', 3);
    store.addJobs(Array.from({ length: JOBS }, (_, number) => newJob(number)));
  }

  play(command: Command): void {
    switch (command.kind) {
      case 'crash':
        this.#boot += 1;
        this.store.recover(`boot-${this.#boot}`, '1.0.0', 3);
        return;
      case 'purge':
        this.store.purge(Number.MAX_SAFE_INTEGER);
        return;
      case 'backup':
        this.store.backUp();
        return;
      default:
        this.#playOn(command, command.job + 1);
    }
  }

  #playOn(command: Exclude<Command, { kind: 'crash' | 'purge' | 'backup' }>, jobId: number): void {
    const { store } = this;
    const epoch = store.jobs().find(({ id }) => id === jobId)?.epoch ?? 0;
    const step = { jobId, actor: 'queue', epoch: null } as const;
    switch (command.kind) {
      case 'event':
        store.step({ ...step, event: command.event });
        return;
      case 'start':
        store.start(jobId, `boot-${this.#boot}`);
        return;
      case 'complete':
        store.complete({ jobId, epoch }, SUMMARY);
        return;
      case 'redo':
        store.redo(jobId, DEFAULT_JOB_OPTIONS);
        return;
      case 'replace-source':
        store.replaceSource(jobId, newJob(command.job + 10).source);
        return;
      case 'fail':
      case 'retry-later':
        store.step({ ...step, event: command.kind, failure: failureOf() });
        return;
      case 'block':
        store.step({ ...step, event: 'block', blockReason: 'disk-full', failure: failureOf() });
        return;
      case 'edit':
        this.#edits += 1;
        store.editSegment(jobId, 'm-0-0', `edited${this.#edits}`);
        return;
      case 'remove':
        store.remove([jobId]);
        return;
      case 'restore':
        store.restore([uidOf(command.job)]);
        return;
      default:
        this.#playChunk(command, { jobId, epoch: command.late ? epoch - 1 : epoch });
    }
  }

  #playChunk({ kind, sequence }: { kind: string; sequence: number }, fence: Fence): void {
    const { store } = this;
    const word = `said${fence.jobId}x${fence.epoch}x${sequence}`;
    // A plan is made from its beginning; what is there already is only started again.
    for (let next = 0; next <= sequence; next += 1) store.startChunk(fence, planned(next));
    if (kind === 'fail-chunk') store.failChunk(fence, sequence, failureOf());
    if (kind === 'finish-chunk') store.finishChunk(fence, finished(sequence, [word, `${word}b`]));
    if (kind === 'gap-chunk') store.finishChunk(fence, withGap(sequence, [word]));
  }
}

type CounterRow = {
  readonly stored: string;
  readonly counted: string;
};

/** What is wrong in the database, in the words of the one who looks at it from outside. */
function findViolations(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const rows = <Row>(sql: string) => database.prepare<[], Row>(sql).all();
  const counters = rows<CounterRow>(`
    SELECT chunks_planned || ' ' || chunks_done || ' ' || chunks_gap AS stored,
      (SELECT count(*) FROM chunks WHERE revision_id = revisions.id) || ' ' ||
      (SELECT count(*) FROM chunks WHERE revision_id = revisions.id AND state = 'done') || ' ' ||
      (SELECT count(*) FROM chunks WHERE revision_id = revisions.id AND state = 'gap') AS counted
    FROM revisions`);
  const shown = `SELECT segments.id FROM segments JOIN revisions ON revisions.id = revision_id
    JOIN jobs ON jobs.id = job_id AND shown_revision = number`;
  const violations = [
    ...counters
      .filter(({ stored, counted }) => stored !== counted)
      .map((row) => `counters: ${JSON.stringify(row)}`),
    ...rows(`${shown} EXCEPT SELECT id FROM search_docsize`).map(() => 'a shown segment is not in the index'),
    ...rows(`SELECT id FROM search_docsize EXCEPT ${shown}`).map(
      () => 'the index has a segment that is not shown',
    ),
    ...rows(
      `SELECT 1 FROM segments JOIN chunks USING (revision_id, sequence) WHERE state NOT IN ('done', 'gap') AND gap_ms IS NULL`,
    ).map(() => 'a chunk that is not finished has text'),
    ...rows(
      `SELECT 1 FROM chunks WHERE (state = 'gap' AND gap_ms IS NULL) OR (state = 'done' AND gap_ms IS NOT NULL)`,
    ).map(() => 'a gap without a length'),
    ...rows(`SELECT 1 FROM chunks JOIN revisions ON revisions.id = revision_id JOIN jobs ON jobs.id = job_id
      WHERE chunks.state = 'running' AND jobs.state NOT IN ('running', 'pausing', 'canceling')`).map(
      () => 'a chunk is at work and its job is not',
    ),
    ...rows(`SELECT 1 FROM revisions WHERE complete AND EXISTS (
      SELECT 1 FROM chunks WHERE revision_id = revisions.id AND state NOT IN ('done', 'gap'))`).map(
      () => 'a complete text has open chunks',
    ),
    ...rows(`SELECT 1 FROM (SELECT from_state, lag(to_state) OVER (PARTITION BY job_id ORDER BY id) AS before FROM job_events)
      WHERE before IS NOT NULL AND before <> from_state`).map(() => 'the history of a job is no way'),
    ...rows(`SELECT 1 FROM jobs WHERE state <> (
      SELECT to_state FROM job_events WHERE job_id = jobs.id ORDER BY id DESC LIMIT 1)`).map(
      () => 'the history does not lead to the state',
    ),
    ...rows('PRAGMA foreign_key_check').map(() => 'a row belongs to nothing'),
  ];
  database.close();
  return violations;
}

test('whatever happens to jobs, counters are right, and the index has what is shown', () => {
  fc.assert(
    fc.property(COMMANDS, (commands) => {
      const { store, folder } = newStore(suite);
      const player = new Player(store);
      for (const command of commands) player.play(command);
      expect(findViolations(storeFiles(folder).database)).toEqual([]);
      expect(store.repairSearch()).toBe(false);
      for (const { uid } of store.jobs()) {
        for (const { id, text } of must(store.transcript(uid, null)).segments) {
          const hits = store.search(`"${text}"`, 100).map((hit) => `${hit.uid} ${hit.segmentId}`);
          expect(hits).toContain(`${uid} ${id}`);
        }
      }
      store.close();
    }),
    { numRuns: 40 },
  );
});

test('positive control: the commands lead into every state and to text with gaps', () => {
  const states = new Set<string>();
  let gaps = 0;
  for (const commands of fc.sample(COMMANDS, { numRuns: 40, seed: 7 })) {
    const { store } = newStore(suite);
    const player = new Player(store);
    for (const command of commands) {
      player.play(command);
      for (const { state, chunksGap } of store.jobs()) {
        states.add(state);
        gaps += chunksGap;
      }
    }
    store.close();
  }
  expect([...states].toSorted()).toEqual([...JOB_STATES].toSorted());
  expect(gaps).toBeGreaterThan(0);
});

test.each([
  ['UPDATE revisions SET chunks_done = 7', /counters/],
  ['DELETE FROM search WHERE rowid = 1', /not in the index/],
  [
    "UPDATE jobs SET shown_revision = 2, revision = 2 WHERE id = 1; INSERT INTO revisions (job_id, number, options) VALUES (1, 2, '{}')",
    /not shown/,
  ],
  ["UPDATE chunks SET state = 'pending'", /not finished has text/],
  ["UPDATE chunks SET state = 'running'", /at work/],
  ["UPDATE chunks SET state = 'gap'", /gap without a length/],
  ["UPDATE job_events SET from_state = 'paused' WHERE event = 'complete'", /no way/],
  ["DELETE FROM job_events WHERE event = 'complete'", /does not lead/],
])('positive control: %s is noticed', (sql, violation) => {
  const { store, folder } = newStore(suite);
  const player = new Player(store);
  player.play({ kind: 'start', job: 0 });
  player.play({ kind: 'start-chunk', job: 0, sequence: 0, late: false });
  store.finishChunk({ jobId: 1, epoch: 1 }, finished(0, [], { text: { segments: [segment(0, 0, 'text')] } }));
  player.play({ kind: 'complete', job: 0 });
  store.close();
  const { database: path } = storeFiles(folder);
  expect(findViolations(path)).toEqual([]);
  const database = new Database(path);
  database.exec(sql);
  database.close();
  expect(findViolations(path).join('\n')).toMatch(violation);
});

test('an index that is out of step is made anew', () => {
  const { store, folder } = newStore(suite);
  const player = new Player(store);
  player.play({ kind: 'start', job: 0 });
  player.play({ kind: 'start-chunk', job: 0, sequence: 0, late: false });
  player.play({ kind: 'finish-chunk', job: 0, sequence: 0, late: false });
  const { database: path } = storeFiles(folder);
  const database = new Database(path);
  database.exec('DELETE FROM search');
  expect(store.search('said1x1x0', 5)).toEqual([]);
  expect(store.repairSearch()).toBe(true);
  expect(store.search('said1x1x0', 5)).toHaveLength(2);
  // A part of the index itself is lost.
  database.unsafeMode();
  database.exec('DELETE FROM search_data WHERE id > 10');
  database.close();
  expect(store.repairSearch()).toBe(true);
  expect(store.repairSearch()).toBe(false);
  expect(store.search('said1x1x0', 5)).toHaveLength(2);
});
