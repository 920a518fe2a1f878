import type { Migration } from './migration.ts';

/** What was made of a recording for those who look at it and listen to it; all of it can be made again. */
export const artefacts: Migration = {
  version: 4,
  apply: (connection) => connection.execute(SCHEMA),
};

const SCHEMA = `
CREATE TABLE artefacts (
  job_id         INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  kind           TEXT    NOT NULL CHECK (kind IN ('peaks', 'playback')),
  made_from      TEXT    NOT NULL,
  data           BLOB,
  file_name      TEXT,
  size_bytes     INTEGER NOT NULL,
  created_at_ms  INTEGER NOT NULL,
  PRIMARY KEY (job_id, kind),
  CHECK ((data IS NULL) <> (file_name IS NULL))
) STRICT;
`;
