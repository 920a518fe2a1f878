import type { Segment } from '../../../src/shared/transcript.ts';

/** One cue as a player would read it. */
export type ReadCue = {
  readonly startMs: number;
  readonly endMs: number;
  readonly voice: string | null;
  readonly lines: readonly string[];
};

const TIME = String.raw`(\d{2,}):(\d{2}):(\d{2})[,.](\d{3})`;
const TIMING = new RegExp(`^${TIME} --> ${TIME}$`);

function readTiming(line: string): { startMs: number; endMs: number } | null {
  const match = TIMING.exec(line);
  if (match === null) return null;
  const [h1 = 0, m1 = 0, s1 = 0, f1 = 0, h2 = 0, m2 = 0, s2 = 0, f2 = 0] = match.slice(1).map(Number);
  return { startMs: ((h1 * 60 + m1) * 60 + s1) * 1000 + f1, endMs: ((h2 * 60 + m2) * 60 + s2) * 1000 + f2 };
}

/** Reads SubRip strictly: numbered blocks with a timing line and at least one line of text. */
export function readSrt(file: string): ReadCue[] {
  if (file === '') return [];
  return file
    .replace(/\n$/, '')
    .split('\n\n')
    .map((block, index) => {
      const [number, timing = '', ...lines] = block.split('\n');
      const times = readTiming(timing);
      if (number !== String(index + 1) || times === null || lines.length === 0) {
        throw new Error(`Not a SubRip block: ${JSON.stringify(block)}`);
      }
      return { startMs: times.startMs, endMs: times.endMs, voice: null, lines };
    });
}

/** Reads WebVTT strictly: the signature, then cues with escaped text and at most one voice span. */
export function readVtt(file: string): ReadCue[] {
  const [signature, ...blocks] = file.replace(/\n$/, '').split('\n\n');
  if (signature !== 'WEBVTT') throw new Error('No WebVTT signature');
  return blocks.map((block) => {
    const [timing = '', ...payload] = block.split('\n');
    const times = readTiming(timing);
    if (times === null || payload.length === 0) throw new Error(`Not a cue: ${JSON.stringify(block)}`);
    const [, voice, text = ''] = /^(?:<v ([^<>\n]*)>)?([^]*)$/.exec(payload.join('\n')) ?? [];
    if (/[<>]|&(?!amp;|lt;|gt;)/.test(text)) throw new Error(`Unescaped text: ${JSON.stringify(text)}`);
    return {
      startMs: times.startMs,
      endMs: times.endMs,
      voice: voice === undefined ? null : unescapeVtt(voice),
      lines: unescapeVtt(text).split('\n'),
    };
  });
}

function unescapeVtt(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Reads RFC 4180 character by character. */
export function readCsv(file: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const text = file.replace(/^\uFEFF/, '');
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === '"') throw new Error('A quote inside of an unquoted cell');
    else if (character === ',') {
      row.push(cell);
      cell = '';
    } else if (character === '\r' && text[index + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      index += 1;
    } else cell += character;
  }
  if (isQuoted || row.length > 0 || cell !== '') throw new Error('The last row has no end');
  return rows;
}

/** What is left of text when white space and control characters do not count, as well-formed Unicode. */
export function letters(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\s]+/gu, '');
}

/** The letters of all segments, in order. */
export function lettersOf(segments: readonly Segment[]): string {
  return segments.map((segment) => letters(segment.text)).join('');
}

/** Takes SubRip's look-alikes and what they stand for as the same. */
export function foldLookAlikes(text: string): string {
  return text.replaceAll('‹', '<').replaceAll('›', '>').replaceAll('❴', '{').replaceAll('⧵', '\\');
}
