import { toSearchText } from '../search-text.ts';
import type { Migration } from './migration.ts';

/** Search over the shown text of all jobs, and the speed that was measured with each model. */
export const searchAndCalibration: Migration = {
  version: 2,
  apply: (connection) => {
    connection.execute(SCHEMA);
    const shown = connection.prepare<object, { id: number; text: string }>(`
      SELECT segments.id, segments.text FROM segments
      JOIN revisions ON revisions.id = segments.revision_id
      JOIN jobs ON jobs.id = revisions.job_id AND jobs.shown_revision = revisions.number`);
    const index = connection.prepare<{ id: number; text: string }>(
      'INSERT INTO search (rowid, text) VALUES (@id, @text)',
    );
    for (const { id, text } of shown.all({})) index.run({ id, text: toSearchText(text) });
  },
};

/**
 * The index keeps no copy of the text, and rows are deleted by their number alone. Marks count as letters: in Thai and
 * the scripts of India they are the vowels.
 */
const SCHEMA = `
CREATE VIRTUAL TABLE search USING fts5 (
  text,
  content = '',
  contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);

CREATE TABLE calibrations (
  model             TEXT    NOT NULL,
  device            TEXT    NOT NULL,
  threads           INTEGER NOT NULL,
  real_time_factor  REAL    NOT NULL,
  samples           INTEGER NOT NULL,
  PRIMARY KEY (model, device, threads)
) STRICT, WITHOUT ROWID;
`;
