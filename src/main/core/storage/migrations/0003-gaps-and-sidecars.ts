import type { Migration } from './migration.ts';

/** How much each chunk lacks, so that a new try is measured against the text that is there; and which transcript files are on the disk. */
export const gapsAndSidecars: Migration = {
  version: 3,
  apply: (connection) => connection.execute(SCHEMA),
};

/** Of an older gap only its marks for review tell how long it is. */
const SCHEMA = `
ALTER TABLE chunks ADD COLUMN gap_ms INTEGER;
UPDATE chunks SET gap_ms = coalesce((
  SELECT sum(marks.end_ms - marks.start_ms) FROM review_marks AS marks
  WHERE marks.revision_id = chunks.revision_id AND marks.sequence = chunks.sequence AND marks.reason = 'not-transcribed'
), end_ms - start_ms) WHERE state = 'gap';

ALTER TABLE jobs ADD COLUMN sidecar_revision INTEGER;
`;
