import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { describeError, isFailure } from './describe-error.ts';
import type { LogFields, LogValue } from './log.ts';

export type Redaction = {
  /** Whether paths and sentences are written as they are. What was said in a recording never is. */
  readonly details: boolean;
  /** The person's home folder, which becomes `~`. */
  readonly home: string;
};

type Redacted = string | number | boolean | null | undefined | Redacted[] | { [key: string]: Redacted };

/** Fields with these names hold what somebody said or wrote. */
const SPOKEN = new Set([
  'text',
  'originalText',
  'words',
  'word',
  'segment',
  'segments',
  'transcript',
  'prompt',
  'query',
]);

/** Fields whose name ends so hold the name of a file. */
const FILE_FIELD = /(path|file|files|folder|dir|directory|recording|source|title|name)$/i;

const ABSOLUTE_PATH = /^(\/|\\\\|[a-z]:[\\/]|~[\\/]|file:)/i;

/** Codes, ids, states and versions; not `talk.mp3`, and no sentence in any language. */
const IDENTIFIER = /^[\w:+-]{1,80}(\.\d+)*$/;

const LONGEST_TEXT = 2000;

/**
 * What of a line may be written. Without details a text is written only when it looks like an identifier, so that what
 * nobody thought of stays out as well.
 */
export function redactFields(fields: LogFields, redaction: Redaction): Record<string, Redacted> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, redactValue(key, value, redaction)]),
  );
}

function redactValue(key: string, value: LogValue, redaction: Redaction): Redacted {
  if (typeof value === 'string') return redactText(key, value, redaction);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error || isFailure(value)) {
    return redactError(describeError(value, redaction.details), redaction);
  }
  if (Array.isArray(value)) return value.map((one) => redactValue(key, one, redaction));
  return '[object]'; // the types allow no such value
}

function redactText(key: string, text: string, { details, home }: Redaction): string {
  if (SPOKEN.has(key)) return sizeOf(text);
  if (details) return withoutHome(text.slice(0, LONGEST_TEXT), home);
  if (FILE_FIELD.test(key) || ABSOLUTE_PATH.test(text)) return maskPath(text);
  return IDENTIFIER.test(text) ? text : sizeOf(text);
}

/** The description leaves out by itself what may not be told. */
function redactError(
  description: ReturnType<typeof describeError>,
  { home }: Redaction,
): { [key: string]: Redacted } {
  const lines = Object.entries(description).map(([key, value]): [string, Redacted] => [
    key,
    typeof value === 'string' ? withoutHome(value, home) : value?.map((line) => withoutHome(line, home)),
  ]);
  return Object.fromEntries(lines);
}

function sizeOf(text: string): string {
  return `[${text.length} characters]`;
}

/** Stays the same for a file, so that lines about it can be told from others. */
function maskPath(path: string): string {
  const extension = /^\.[a-z0-9]{1,4}$/i.exec(extname(path))?.[0].toLowerCase() ?? '';
  return `path:${createHash('sha256').update(path).digest('hex').slice(0, 8)}${extension}`;
}

function withoutHome(text: string, home: string): string {
  if (home.length < 2) return text;
  // Most file systems of homes know no case, and a `~` too many hides nothing that matters.
  const literally = home.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(literally, 'gi'), '~');
}
