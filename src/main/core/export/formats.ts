import type { ExportFormat } from '../../../shared/job-options.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import { renderCsv } from './render-csv.ts';
import { renderJson } from './render-json.ts';
import { renderLrc } from './render-lrc.ts';
import { renderMd } from './render-md.ts';
import { renderOpenAiJson } from './render-openai-json.ts';
import { renderSrt } from './render-srt.ts';
import { renderTsv } from './render-tsv.ts';
import { renderTxt } from './render-txt.ts';
import { renderVtt } from './render-vtt.ts';

type FormatEntry = {
  readonly extension: string;
  readonly mediaType: string;
  readonly render: (transcript: Transcript) => string;
};

const REGISTRY: Readonly<Record<ExportFormat, FormatEntry>> = {
  txt: { extension: '.txt', mediaType: 'text/plain', render: renderTxt },
  srt: { extension: '.srt', mediaType: 'application/x-subrip', render: renderSrt },
  vtt: { extension: '.vtt', mediaType: 'text/vtt', render: renderVtt },
  json: { extension: '.json', mediaType: 'application/json', render: renderJson },
  // Both JSON formats may be asked for at once, so they cannot share a name.
  'openai-json': { extension: '.openai.json', mediaType: 'application/json', render: renderOpenAiJson },
  csv: { extension: '.csv', mediaType: 'text/csv', render: renderCsv },
  tsv: { extension: '.tsv', mediaType: 'text/tab-separated-values', render: renderTsv },
  lrc: { extension: '.lrc', mediaType: 'text/plain', render: renderLrc },
  md: { extension: '.md', mediaType: 'text/markdown', render: renderMd },
};

/** The end of the file name, with its leading dot. */
export function fileExtension(format: ExportFormat): string {
  return REGISTRY[format].extension;
}

/** What the file is called where names have no extensions. */
export function mediaTypeOf(format: ExportFormat): string {
  return REGISTRY[format].mediaType;
}

/** The transcript in the given format: pure, never fails on a valid transcript, to be written as UTF-8. */
export function renderTranscript(transcript: Transcript, format: ExportFormat): string {
  return REGISTRY[format].render(transcript);
}
