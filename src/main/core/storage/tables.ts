import { ArtefactTable } from './artefact-table.ts';
import { ChunkCommit } from './chunk-commit.ts';
import { ChunkTable } from './chunk-table.ts';
import { ChunkText } from './chunk-text.ts';
import type { Connection } from './connection.ts';
import { JobEvents } from './job-events.ts';
import { JobIntake } from './job-intake.ts';
import { JobRecovery } from './job-recovery.ts';
import { JobSteps } from './job-steps.ts';
import { JobTable } from './job-table.ts';
import { OwnerTables } from './owner-tables.ts';
import { Removal } from './removal.ts';
import { RevisionCounters } from './revision-counters.ts';
import { RevisionTable } from './revision-table.ts';
import { SearchIndex } from './search-index.ts';
import { SegmentEdits } from './segment-edits.ts';
import { SegmentTable } from './segment-table.ts';
import { SettingsTable } from './settings-table.ts';
import { SidecarImport } from './sidecar-import.ts';
import { SidecarWriter } from './sidecar-writer.ts';
import { SourceReplacement } from './source-replacement.ts';
import { TranscriptReader } from './transcript-reader.ts';

/** The classes of all areas, each with its prepared statements. */
export type Tables = ReturnType<typeof openTables>;

/**
 * Puts together what the store is made of, with all statements prepared.
 *
 * @param connection to a database of the newest version
 * @param transcriptsFolder where each finished job is kept as a file of its own
 * @param now wall time, for display
 */
export function openTables(connection: Connection, transcriptsFolder: string, now: () => number) {
  const events = new JobEvents(connection, now);
  const jobs = new JobTable(connection, now);
  const search = new SearchIndex(connection);
  const segments = new SegmentTable(connection);
  const text = new ChunkText(connection, segments, search);
  const counters = new RevisionCounters(connection);
  const chunks = new ChunkTable(connection, segments, counters);
  const owners = new OwnerTables(connection);
  const steps = new JobSteps({ connection, jobs, chunks, events, now });
  const edits = new SegmentEdits(connection, jobs, search, now);
  const revisions = new RevisionTable({ connection, jobs, steps, events, search });
  const transcripts = new TranscriptReader(connection, segments, text);
  const files = new SidecarWriter(connection, transcripts, transcriptsFolder);
  return {
    jobs,
    events,
    search,
    chunks,
    owners,
    steps,
    edits,
    intake: new JobIntake(connection, events, now),
    commit: new ChunkCommit({ connection, jobs, events, text, counters }),
    revisions,
    transcripts,
    files,
    replacement: new SourceReplacement({ connection, jobs, steps, events, revisions }),
    recovery: new JobRecovery({ connection, jobs, events, owners, counters, now }),
    removal: new Removal(connection, search, files, now),
    artefacts: new ArtefactTable(connection, now),
    settings: new SettingsTable(connection),
    sidecars: new SidecarImport({ connection, events, text, edits, search, counters }),
  };
}
