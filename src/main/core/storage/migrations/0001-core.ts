import type { Migration } from './migration.ts';

/**
 * Jobs, their recordings, and the text of each revision chunk by chunk. Lists of states are spelled out: a step that has
 * been shipped never changes, whatever becomes of the types.
 */
export const core: Migration = {
  version: 1,
  apply: (connection) => connection.execute(SCHEMA),
};

const SCHEMA = `
CREATE TABLE jobs (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  uid             TEXT    NOT NULL UNIQUE,
  batch_uid       TEXT,
  exports         TEXT    NOT NULL CHECK (json_valid(exports)),
  export_status   TEXT    NOT NULL CHECK (json_valid(export_status)),
  state           TEXT    NOT NULL CHECK (state IN ('importing', 'queued', 'running', 'pausing', 'paused', 'retry_wait',
                                                    'blocked', 'canceling', 'canceled', 'failed', 'completed')),
  block_reason    TEXT,
  failure         TEXT    CHECK (failure IS NULL OR json_valid(failure)),
  priority        INTEGER NOT NULL DEFAULT 0,
  rank            REAL    NOT NULL,
  epoch           INTEGER NOT NULL DEFAULT 0,
  owner_boot      TEXT,
  attempt         INTEGER NOT NULL DEFAULT 0,
  downgrades      INTEGER NOT NULL DEFAULT 0,
  crashes         INTEGER NOT NULL DEFAULT 0,
  not_before_ms   INTEGER NOT NULL DEFAULT 0,
  revision        INTEGER NOT NULL DEFAULT 1,
  shown_revision  INTEGER NOT NULL DEFAULT 1,
  created_at_ms   INTEGER NOT NULL,
  started_at_ms   INTEGER,
  finished_at_ms  INTEGER,
  updated_at_ms   INTEGER NOT NULL,
  removed_at_ms   INTEGER,
  CHECK ((state = 'blocked') = (block_reason IS NOT NULL)),
  CHECK ((state IN ('blocked', 'failed', 'retry_wait')) = (failure IS NOT NULL)),
  CHECK (state NOT IN ('running', 'pausing', 'canceling') OR owner_boot IS NOT NULL)
) STRICT;
CREATE INDEX jobs_by_rank ON jobs (rank);
CREATE INDEX jobs_active ON jobs (owner_boot) WHERE state IN ('running', 'pausing', 'canceling');
CREATE INDEX jobs_owing_exports ON jobs (id) WHERE export_status ->> '$.state' = 'pending';
CREATE INDEX jobs_removed ON jobs (removed_at_ms) WHERE removed_at_ms IS NOT NULL;

CREATE TABLE sources (
  job_id          INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  path            TEXT    NOT NULL,
  size_bytes      INTEGER NOT NULL,
  modified_at_ms  REAL    NOT NULL,
  partial_hash    TEXT,
  found_in        TEXT,
  managed_copy    TEXT,
  duration_ms     INTEGER,
  recorded_at     TEXT
) STRICT;
CREATE INDEX sources_by_size ON sources (size_bytes);

CREATE TABLE revisions (
  id                    INTEGER PRIMARY KEY,
  job_id                INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  number                INTEGER NOT NULL,
  options               TEXT    NOT NULL CHECK (json_valid(options)),
  engine                TEXT    CHECK (engine IS NULL OR json_valid(engine)),
  language              TEXT,
  language_probability  REAL,
  duration_ms           INTEGER,
  track                 INTEGER,
  warnings              TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(warnings)),
  notices               TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(notices)),
  complete              INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
  work_ms               INTEGER NOT NULL DEFAULT 0,
  chunks_planned        INTEGER NOT NULL DEFAULT 0,
  chunks_done           INTEGER NOT NULL DEFAULT 0,
  chunks_gap            INTEGER NOT NULL DEFAULT 0,
  done_ms               INTEGER NOT NULL DEFAULT 0,
  UNIQUE (job_id, number)
) STRICT;

CREATE TABLE chunks (
  revision_id     INTEGER NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
  sequence        INTEGER NOT NULL,
  stream_index    INTEGER NOT NULL,
  chunk_index     INTEGER NOT NULL,
  start_ms        INTEGER NOT NULL,
  end_ms          INTEGER NOT NULL,
  spans           TEXT    NOT NULL CHECK (json_valid(spans)),
  state           TEXT    NOT NULL CHECK (state IN ('pending', 'running', 'done', 'gap')),
  deaths          INTEGER NOT NULL DEFAULT 0,
  engine_wall_ms  INTEGER,
  PRIMARY KEY (revision_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX chunks_running ON chunks (revision_id) WHERE state = 'running';

CREATE TABLE speech_slices (
  id             INTEGER PRIMARY KEY,
  revision_id    INTEGER NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
  stream_index   INTEGER NOT NULL,
  slice          INTEGER NOT NULL,
  probabilities  BLOB    NOT NULL,
  levels_db      BLOB    NOT NULL,
  UNIQUE (revision_id, stream_index, slice)
) STRICT;

CREATE TABLE segments (
  id                       INTEGER PRIMARY KEY,
  revision_id              INTEGER NOT NULL,
  sequence                 INTEGER NOT NULL,
  position                 INTEGER NOT NULL,
  segment_id               TEXT    NOT NULL,
  start_ms                 INTEGER NOT NULL,
  end_ms                   INTEGER NOT NULL,
  text                     TEXT    NOT NULL,
  original_text            TEXT    NOT NULL,
  words                    TEXT    NOT NULL CHECK (json_valid(words)),
  language                 TEXT    NOT NULL,
  speaker                  TEXT,
  channel                  INTEGER,
  average_log_probability  REAL,
  no_speech_probability    REAL    NOT NULL,
  temperature              REAL    NOT NULL,
  UNIQUE (revision_id, sequence, position),
  UNIQUE (revision_id, segment_id),
  FOREIGN KEY (revision_id, sequence) REFERENCES chunks (revision_id, sequence) ON DELETE CASCADE
) STRICT;

CREATE TABLE segment_edits (
  id           INTEGER PRIMARY KEY,
  segment_row  INTEGER NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
  at_ms        INTEGER NOT NULL,
  text_before  TEXT    NOT NULL
) STRICT;
CREATE INDEX segment_edits_by_segment ON segment_edits (segment_row);

CREATE TABLE review_marks (
  revision_id  INTEGER NOT NULL,
  sequence     INTEGER NOT NULL,
  position     INTEGER NOT NULL,
  reason       TEXT    NOT NULL,
  start_ms     INTEGER NOT NULL,
  end_ms       INTEGER NOT NULL,
  note         TEXT    NOT NULL,
  channel      INTEGER,
  PRIMARY KEY (revision_id, sequence, position),
  FOREIGN KEY (revision_id, sequence) REFERENCES chunks (revision_id, sequence) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE discarded (
  revision_id  INTEGER NOT NULL,
  sequence     INTEGER NOT NULL,
  position     INTEGER NOT NULL,
  reason       TEXT    NOT NULL,
  start_ms     INTEGER NOT NULL,
  end_ms       INTEGER NOT NULL,
  text         TEXT    NOT NULL,
  channel      INTEGER,
  PRIMARY KEY (revision_id, sequence, position),
  FOREIGN KEY (revision_id, sequence) REFERENCES chunks (revision_id, sequence) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE job_events (
  id          INTEGER PRIMARY KEY,
  job_id      INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  at_ms       INTEGER NOT NULL,
  epoch       INTEGER NOT NULL,
  event       TEXT    NOT NULL,
  from_state  TEXT    NOT NULL,
  to_state    TEXT    NOT NULL,
  actor       TEXT    NOT NULL CHECK (actor IN ('user', 'queue', 'recovery')),
  code        TEXT,
  detail      TEXT
) STRICT;
CREATE INDEX job_events_by_job ON job_events (job_id);

CREATE TABLE boots (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  boot           TEXT    NOT NULL UNIQUE,
  version        TEXT    NOT NULL,
  started_at_ms  INTEGER NOT NULL,
  clean          INTEGER NOT NULL DEFAULT 0 CHECK (clean IN (0, 1))
) STRICT;

CREATE TABLE processes (
  boot         TEXT    NOT NULL,
  pid          INTEGER NOT NULL,
  start_token  TEXT    NOT NULL,
  executable   TEXT    NOT NULL,
  PRIMARY KEY (boot, pid)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key    TEXT PRIMARY KEY,
  value  TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
`;
