import { withoutFolder } from './describe-error.ts';
import type { LogValue } from './log.ts';
import { redactFields } from './redact.ts';

/** What every line has; none of it is put together from data. */
const FIXED = new Set(['level', 'time', 'pid', 'component', 'event']);
/** Of an error, besides its stack. */
const OF_ERRORS = ['name', 'code', 'cause'];

/**
 * A line of the log as it would have been written without details: for what is sent to others, whatever was wanted when it was
 * written. A line that is none is left out.
 */
export function redactLine(line: string): string | null {
  const fields = objectFrom(line);
  if (fields === null) return null;
  const shown = Object.entries(fields).map(([key, value]) => [
    key,
    FIXED.has(key) ? value : redacted(key, value),
  ]);
  return JSON.stringify(Object.fromEntries(shown));
}

function redacted(key: string, value: unknown): unknown {
  if (isObject(value)) return redactedError(value);
  const plain = isPlain(value) ? value : null;
  return redactFields({ [key]: plain }, { details: false, home: '' })[key];
}

function redactedError(error: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = OF_ERRORS.filter((key) => isPlain(error[key])).map((key) => [
    key,
    redacted(key === 'name' ? 'kind' : key, error[key]),
  ]);
  const { stack } = error;
  const frames = Array.isArray(stack)
    ? stack.filter((frame) => typeof frame === 'string').map(withoutFolder)
    : [];
  return { ...Object.fromEntries(known), ...(frames.length === 0 ? {} : { stack: frames }) };
}

function objectFrom(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null; // half of a line, as a program that was killed leaves it
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlain(value: unknown): value is LogValue {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string');
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}
