import { basename, dirname, extname, relative, resolve } from 'node:path';
import { type EarshotError, toEarshotError } from '../../shared/errors.ts';
import type { Transcript } from '../../shared/transcript.ts';
import type { ExportFormat } from '../core/export/formats.ts';
import { writeExport } from '../core/export/write-export.ts';

export type FileJob = {
  readonly file: string;
  /** The folder that was given and searched, if the file was found in one: files written elsewhere keep its shape. */
  readonly foundIn: string | null;
};

export type FileRules = {
  readonly formats: readonly ExportFormat[];
  /** Null: beside the recording. */
  readonly outputDir: string | null;
  readonly overwrite: boolean;
};

/** Writes the files of the transcripts of one run. */
export class TranscriptFiles {
  readonly #rules: FileRules;
  readonly #recordings: ReadonlySet<string>;
  readonly #written = new Set<string>();

  /** @param jobs all recordings of the run: none of them may be overwritten, whatever it is called */
  constructor(rules: FileRules, jobs: readonly FileJob[]) {
    this.#rules = rules;
    this.#recordings = new Set(jobs.map(({ file }) => asOneName(file)));
  }

  /** @returns the files that were written, and why the others were not */
  async write(
    job: FileJob,
    transcript: Transcript,
  ): Promise<{ written: string[]; error: EarshotError | null }> {
    const written: string[] = [];
    const request = {
      transcript,
      directory: this.#folderOf(job),
      baseName: basename(job.file, extname(job.file)),
      mayReplace: (path: string) => this.#mayReplace(path),
      partial: !transcript.complete,
    };
    try {
      for (const format of this.#rules.formats) {
        const { path } = await writeExport({ ...request, format });
        this.#written.add(asOneName(path));
        written.push(path);
      }
      return { written, error: null };
    } catch (error) {
      return { written, error: toEarshotError(error) };
    }
  }

  /** `talk.mp3` and `talk.wav` both become `talk.txt`: the second must not replace what this very run has written. */
  #mayReplace(path: string): boolean {
    const name = asOneName(path);
    return this.#rules.overwrite && !this.#written.has(name) && !this.#recordings.has(name);
  }

  #folderOf(job: FileJob): string {
    if (this.#rules.outputDir === null) return dirname(job.file);
    const inside = job.foundIn === null ? '' : relative(job.foundIn, dirname(job.file));
    return resolve(this.#rules.outputDir, inside);
  }
}

/** Names that are one file on a disk that knows no case, or writes accents in its own way. */
function asOneName(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
