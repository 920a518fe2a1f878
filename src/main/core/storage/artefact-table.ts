import type { Connection } from './connection.ts';
import type { Artefact, ArtefactKind } from './store.ts';

type Row = {
  readonly jobId: number;
  readonly kind: ArtefactKind;
  readonly madeFrom: string;
  readonly data: Uint8Array | null;
  readonly fileName: string | null;
  readonly sizeBytes: number;
};

/** What was made of recordings: small things in the database itself, large ones as files whose names stand here. */
export class ArtefactTable {
  readonly #now: () => number;
  readonly #get;
  readonly #put;
  readonly #fileNames;

  /** @param now wall time, for display */
  constructor(connection: Connection, now: () => number) {
    this.#now = now;
    this.#get = connection.prepare<Pick<Row, 'jobId' | 'kind'>, Row>(`
      SELECT job_id AS jobId, kind, made_from AS madeFrom, data, file_name AS fileName, size_bytes AS sizeBytes
      FROM artefacts WHERE job_id = @jobId AND kind = @kind`);
    // A job that was purged meanwhile gets nothing any more.
    this.#put = connection.prepare<Row & { atMs: number }>(`
      REPLACE INTO artefacts (job_id, kind, made_from, data, file_name, size_bytes, created_at_ms)
      SELECT id, @kind, @madeFrom, @data, @fileName, @sizeBytes, @atMs FROM jobs WHERE id = @jobId`);
    this.#fileNames = connection.prepare<object, { fileName: string }>(
      'SELECT file_name AS fileName FROM artefacts WHERE file_name IS NOT NULL',
    );
  }

  find(jobId: number, kind: ArtefactKind): Artefact | null {
    const row = this.#get.get({ jobId, kind });
    if (row === undefined) return null;
    const { madeFrom, data, fileName, sizeBytes } = row;
    const content = data === null ? { fileName: fileName ?? '' } : { data: Uint8Array.from(data) };
    return { kind, madeFrom, sizeBytes, ...content };
  }

  /** @returns false when the job is not there any more */
  put(jobId: number, artefact: Artefact): boolean {
    const { kind, madeFrom, sizeBytes } = artefact;
    const data = 'data' in artefact ? Buffer.from(artefact.data) : null;
    const fileName = 'fileName' in artefact ? artefact.fileName : null;
    const row = { jobId, kind, madeFrom, data, fileName, sizeBytes, atMs: this.#now() };
    return this.#put.run(row).changes === 1;
  }

  /** Of all jobs, removed ones included. */
  fileNames(): string[] {
    return this.#fileNames.all({}).map(({ fileName }) => fileName);
  }
}
