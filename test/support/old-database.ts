import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '../../src/main/core/storage/connection.ts';
import { openDatabase } from '../../src/main/core/storage/database.ts';
import { migrate } from '../../src/main/core/storage/migrations.ts';

/** A database as version 1 of the schema left it: `test/fixtures/databases/README.md` says what is in it. */
export const VERSION_1_DATABASE = join(import.meta.dirname, '../fixtures/databases/version-1.db');

const OPTIONS = JSON.stringify({
  model: 'base',
  device: 'auto',
  threads: null,
  language: { mode: 'detected' },
  translate: false,
  prompt: null,
  quality: 'balanced',
  track: null,
  channels: 'mix',
});
const EXPORTS = JSON.stringify({
  formats: ['txt'],
  outputDir: null,
  nameTemplate: '{name}',
  onCollision: 'number',
});
const ENGINE = JSON.stringify({
  name: 'r',
  variant: 'avx2',
  backend: 'cpu',
  model: 'base',
  modelSha256: 'abc',
});
const FAILURE = JSON.stringify({
  code: 'not-media',
  message: 'No sound.',
  hint: 'Look at it.',
  detail: null,
});

const ROWS = `
INSERT INTO jobs (id, uid, batch_uid, exports, export_status, state, failure, priority, rank, epoch, owner_boot, attempt,
  revision, shown_revision, created_at_ms, started_at_ms, finished_at_ms, updated_at_ms) VALUES
  (1, 'job00000000000000001', 'bat00000000000000001', '${EXPORTS}', '{"state":"written","files":["/r/one.txt"]}',
   'completed', NULL, 3, 1.5, 2, NULL, 0, 1, 1, 1000, 2000, 3000, 3000),
  (2, 'job00000000000000002', NULL, '${EXPORTS}', '{"state":"none"}',
   'running', NULL, 0, 2, 1, 'boot-1', 1, 2, 1, 1001, 2001, NULL, 2001),
  (3, 'job00000000000000003', NULL, '${EXPORTS}', '{"state":"none"}',
   'failed', '${FAILURE}', 0, 3, 0, NULL, 0, 1, 1, 1002, NULL, 1500, 1500);
INSERT INTO sources (job_id, path, size_bytes, modified_at_ms, partial_hash, duration_ms, recorded_at) VALUES
  (1, '/recordings/one.mp3', 111, 1.5, 'hash', 20000, '2026-01-02'),
  (2, '/recordings/two.mp3', 222, 2.5, NULL, NULL, NULL),
  (3, '/recordings/three.txt', 333, 3.5, NULL, NULL, NULL);
INSERT INTO revisions (id, job_id, number, options, engine, language, language_probability, duration_ms, track, warnings,
  notices, complete, work_ms, chunks_planned, chunks_done, chunks_gap, done_ms) VALUES
  (1, 1, 1, '${OPTIONS}', '${ENGINE}', 'de', 0.75, 20000, 0, '["The end is cut off."]', '["Repaired."]', 1, 500, 2, 1, 1, 20000),
  (2, 2, 1, '${OPTIONS}', '${ENGINE}', 'ja', 0.5, 10000, 0, '[]', '[]', 1, 400, 1, 1, 0, 10000),
  (3, 2, 2, '${OPTIONS}', NULL, NULL, NULL, NULL, NULL, '[]', '[]', 0, 0, 1, 0, 0, 0),
  (4, 3, 1, '${OPTIONS}', NULL, NULL, NULL, NULL, NULL, '[]', '[]', 0, 0, 0, 0, 0, 0);
INSERT INTO chunks (revision_id, sequence, stream_index, chunk_index, start_ms, end_ms, spans, state, deaths, engine_wall_ms)
VALUES
  (1, 0, 0, 0, 0, 10000, '[[100,9000]]', 'done', 0, 90),
  (1, 1, 0, 1, 10000, 20000, '[[10100,19000]]', 'gap', 3, 80),
  (2, 0, 0, 0, 0, 10000, '[[100,9000]]', 'done', 0, 70),
  (3, 0, 0, 0, 0, 10000, '[[100,9000]]', 'running', 1, NULL);
INSERT INTO segments (id, revision_id, sequence, position, segment_id, start_ms, end_ms, text, original_text, words,
  language, average_log_probability, no_speech_probability, temperature) VALUES
  (1, 1, 0, 0, 'm-0-0', 100, 5000, 'Grüße aus Köln', 'Grüße auf Köln',
   '[["Grüße",100,900,0.9,0],["auf",900,1500,0.5,1],["Köln",1500,5000,0.75,1]]', 'de', -0.25, 0.01, 0),
  (2, 1, 1, 0, 'm-1-0', 10100, 12000, 'und danke', 'und danke', '[]', 'de', NULL, 0.02, 0.2),
  (3, 2, 0, 0, 'm-0-0', 100, 900, '東京に行きます', '東京に行きます', '[]', 'ja', -0.5, 0, 0);
INSERT INTO segment_edits (segment_row, at_ms, text_before) VALUES (1, 4000, 'Grüße auf Köln');
INSERT INTO review_marks (revision_id, sequence, position, reason, start_ms, end_ms, note) VALUES
  (1, 1, 0, 'not-transcribed', 12000, 19000, 'Not transcribed.');
INSERT INTO discarded (revision_id, sequence, position, reason, start_ms, end_ms, text) VALUES
  (1, 0, 0, 'sound-description', 9000, 9500, '[Musik]');
INSERT INTO speech_slices (revision_id, stream_index, slice, probabilities, levels_db) VALUES
  (3, 0, 0, x'3333B33E0000803F', x'9CFF');
INSERT INTO job_events (job_id, at_ms, epoch, event, from_state, to_state, actor, code, detail) VALUES
  (1, 1000, 0, 'add', 'new', 'importing', 'user', NULL, NULL),
  (1, 3000, 2, 'complete', 'running', 'completed', 'queue', NULL, NULL),
  (3, 1500, 0, 'fail', 'importing', 'failed', 'queue', 'not-media', 'No sound.');
INSERT INTO boots (boot, version, started_at_ms, clean) VALUES ('boot-0', '0.1.0', 900, 1), ('boot-1', '0.1.0', 1900, 0);
INSERT INTO processes (boot, pid, start_token, executable) VALUES ('boot-1', 4711, '99', '/bin/whisper-runner');
INSERT INTO settings (key, value) VALUES ('queue', '{"order":"my-order","maxAttempts":5}');
`;

/** Makes the database anew; nothing in it depends on the day. */
export function makeVersion1Database(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
  const connection = new Connection(openDatabase(path));
  migrate(connection, 1);
  connection.write(() => connection.execute(ROWS));
  connection.checkpoint();
  connection.close();
}

if (import.meta.main) makeVersion1Database(VERSION_1_DATABASE);
