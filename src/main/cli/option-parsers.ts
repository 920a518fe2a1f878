import { InvalidArgumentError } from 'commander';
import { toEarshotError } from '../../shared/errors.ts';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type LanguageChoice,
  MAX_PROMPT_BYTES,
} from '../../shared/job-options.ts';
import { JOB_STATES, type JobState } from '../../shared/job-state.ts';
import { WHISPER_LANGUAGES } from '../../shared/whisper-languages.ts';
import { checkNameTemplate } from '../core/export/name-template.ts';

// Values of options as they are typed. What cannot be understood is refused with the reason, before anything is done.

/** As the contract has it. */
const MAX_TEMPLATE_LENGTH = 200;
const MAX_FOUND = 500;
const MAX_THREADS = 256;
const MAX_LISTED = 1_000_000;
const MAX_PORT = 65_535;

export function parseLanguage(value: string): LanguageChoice {
  if (value === 'auto') return { mode: 'detected' };
  if (value === 'per-part') return { mode: 'per-part' };
  if (!WHISPER_LANGUAGES.has(value)) {
    throw new InvalidArgumentError(`Known codes: ${[...WHISPER_LANGUAGES.keys()].toSorted().join(' ')}.`);
  }
  return { mode: 'fixed', code: value };
}

export function parsePrompt(value: string): string {
  if (Buffer.byteLength(value) > MAX_PROMPT_BYTES)
    throw new InvalidArgumentError(`At most ${MAX_PROMPT_BYTES} bytes.`);
  return value;
}

export function collectFormats(value: string, before: ExportFormat[]): ExportFormat[] {
  const names = value.split(',');
  const formats = names.map((name) => {
    const known = EXPORT_FORMATS.find((format) => format === name);
    if (known === undefined) throw new InvalidArgumentError(`Known formats: ${EXPORT_FORMATS.join(', ')}.`);
    return known;
  });
  return [...new Set([...before, ...formats])];
}

export function parseCount(value: string): number {
  return wholeNumber(value, MAX_THREADS);
}

export function parseNameTemplate(value: string): string {
  if (value === '' || value.length > MAX_TEMPLATE_LENGTH) {
    throw new InvalidArgumentError(`From 1 to ${MAX_TEMPLATE_LENGTH} letters.`);
  }
  try {
    checkNameTemplate(value);
  } catch (thrown) {
    const { message, hint } = toEarshotError(thrown);
    throw new InvalidArgumentError(`${message} ${hint}`);
  }
  return value;
}

export function parsePriority(value: string): number {
  const priority = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(Math.abs(priority) <= 100)) throw new InvalidArgumentError('A whole number from -100 to 100.');
  return priority;
}

export function parseLimit(value: string): number {
  return wholeNumber(value, MAX_LISTED);
}

export function parseSearchLimit(value: string): number {
  return wholeNumber(value, MAX_FOUND);
}

export function parsePort(value: string): number {
  return wholeNumber(value, MAX_PORT);
}

export function parseStates(value: string): JobState[] {
  return value.split(',').map((name) => {
    const known = JOB_STATES.find((state) => state === name);
    if (known === undefined) throw new InvalidArgumentError(`Known states: ${JOB_STATES.join(', ')}.`);
    return known;
  });
}

function wholeNumber(value: string, max: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > max) throw new InvalidArgumentError(`A whole number from 1 to ${max}.`);
  return number;
}
