import { basename, dirname, extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { type EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { ExportRule } from '../../../shared/job-options.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import type { ExportedFiles } from './exported-files.ts';
import { checkNameTemplate, fillNameTemplate } from './name-template.ts';
import { writeExport } from './write-export.ts';

/** The recording whose text it is. */
export type ExportSource = {
  /** The recording. */
  readonly path: string;
  /** The folder that was searched when it was found in one: files written elsewhere keep its shape. */
  readonly foundIn: string | null;
};

/** One transcript, and the rule by which it becomes files. */
export type TranscriptExport = {
  readonly transcript: Transcript;
  readonly rule: ExportRule;
  readonly source: ExportSource;
  readonly exportedFiles: ExportedFiles;
  /** The transcript is unfinished: `name.partial.srt`. */
  readonly partial: boolean;
  /** The day for `{date}`. */
  readonly transcribedAt: Date;
};

/** What became of the files. */
export type ExportResult = {
  /** Those that were written. */
  readonly files: string[];
  /** Why the others were not: `invalid-argument`, `output-not-writable`, `disk-full`. */
  readonly error: EarshotError | null;
};

/** Writes the files of one transcript, each whole or not at all. Never rejects. */
export async function exportTranscript(request: TranscriptExport): Promise<ExportResult> {
  const { transcript, rule, source, exportedFiles, partial } = request;
  const files: string[] = [];
  exportedFiles.protect(source.path);
  try {
    checkNameTemplate(rule.nameTemplate);
    const directory = folderFor(source, rule.outputDir);
    const baseName = exportBaseName(request);
    const mayReplace = (path: string): boolean =>
      rule.onCollision === 'replace' && exportedFiles.mayReplace(path, source.path);
    for (const format of rule.formats) {
      const { path } = await writeExport({ transcript, format, directory, baseName, mayReplace, partial });
      exportedFiles.wrote(path, source.path);
      files.push(path);
    }
    return { files, error: null };
  } catch (error) {
    return { files, error: toEarshotError(error) };
  }
}

/** The name without extension that a rule gives to the files of a text. */
export function exportBaseName({
  rule,
  source,
  transcript,
  transcribedAt,
}: Pick<TranscriptExport, 'rule' | 'transcript' | 'transcribedAt'> & {
  readonly source: Pick<ExportSource, 'path'>;
}): string {
  return fillNameTemplate(rule.nameTemplate, {
    name: basename(source.path, extname(source.path)),
    date: dayOf(transcribedAt),
    model: transcript.engine.model,
    language: transcript.language.code,
  });
}

/** Beside the recording, or in the output folder as it lay in the folder that was searched. */
function folderFor({ path, foundIn }: ExportSource, outputDir: string | null): string {
  const folder = dirname(path);
  if (outputDir === null) return folder;
  const inside = foundIn === null ? '' : relative(foundIn, folder);
  // A recording that was moved out of its folder since must not lead out of the output folder.
  const leadsOut = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return resolve(outputDir, leadsOut ? '' : inside);
}

/** The person's own day, as their clock on the wall has it. */
function dayOf(time: Date): string {
  const parts = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
