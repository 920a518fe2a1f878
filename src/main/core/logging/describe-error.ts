import { EarshotError, errnoOf, type Failure, failureSchema } from '../../../shared/errors.ts';

/** What of an error is written into the log. */
export type ErrorDescription = {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
  readonly detail?: string;
  readonly cause?: string;
  readonly stack?: string[];
};

const MOST_FRAMES = 12;
const LONGEST_TEXT = 2000;

export function isFailure(value: unknown): value is Failure {
  return failureSchema.safeParse(value).success;
}

/**
 * An error for the log: its code and where it was thrown; with `details` also its sentences, which name files. What may
 * quote a recording is left out always.
 */
export function describeError(error: Error | Failure, details: boolean): ErrorDescription {
  if (!(error instanceof Error)) {
    return { name: 'Failure', code: error.code, ...(details ? sentencesOf(error) : {}) };
  }
  const code = error instanceof EarshotError ? error.code : errnoOf(error);
  const cause = error.cause instanceof Error ? error.cause : null;
  return {
    name: error.name,
    ...(code === null ? {} : { code }),
    ...(details ? sentencesOf(error) : {}),
    ...(cause === null ? {} : { cause: errnoOf(cause) ?? cause.name }),
    stack: framesOf(error, details),
  };
}

function sentencesOf(error: Error | Failure): { message?: string; detail?: string } {
  // A parser quotes what it could not read, and most of what is read here is text of recordings.
  if (error instanceof SyntaxError || error.constructor.name === 'ZodError') return {};
  const detail =
    'code' in error && 'detail' in error && error.code !== 'engine-protocol' ? error.detail : null;
  return {
    message: error.message.slice(0, LONGEST_TEXT),
    ...(typeof detail === 'string' ? { detail: detail.slice(0, LONGEST_TEXT) } : {}),
  };
}

/** The first lines of a stack are the message again. */
function framesOf(error: Error, details: boolean): string[] {
  const frames = (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, MOST_FRAMES);
  return details ? frames : frames.map(withoutFolder);
}

/** Without the folders of the person: `at run (file:///home/ann/earshot/main.js:1:2)` → `at run (main.js:1:2)` */
export function withoutFolder(frame: string): string {
  const lastSlash = Math.max(frame.lastIndexOf('/'), frame.lastIndexOf('\\'));
  if (lastSlash === -1) return frame;
  const caller = /^at (?:[^/\\(]*\()?/.exec(frame)?.[0] ?? 'at ';
  return caller + frame.slice(lastSlash + 1);
}
