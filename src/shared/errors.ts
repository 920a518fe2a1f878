import { z } from 'zod';

/**
 * Every way a piece of work can end badly, as a closed set. Programs branch on the code; people read the
 * sentence and the hint. A new failure gets a new code here and an entry in `docs/errors.md`.
 */
export const ERROR_CODES = [
  // the request
  'invalid-argument',
  'url-not-supported',
  // the source
  'file-not-found',
  'file-unreadable',
  'not-a-file',
  'file-empty',
  'no-media-in-folder',
  'not-media',
  'no-audio-track',
  'track-not-found',
  'audio-empty',
  'decode-failed',
  'source-changed',
  // the tools
  'ffmpeg-missing',
  'runner-missing',
  'model-missing',
  'model-damaged',
  'model-load-failed',
  'device-unavailable',
  // the engine
  'engine-crashed',
  'engine-illegal-instruction',
  'engine-hung',
  'engine-failed',
  'engine-protocol',
  'out-of-memory',
  'over-budget',
  // the queue
  'job-not-found',
  'state-refused',
  'crash-loop',
  'queue-unreachable',
  'contract-mismatch',
  'not-authorised',
  'database-damaged',
  'database-too-new',
  'database-unwritable',
  // the result
  'output-not-writable',
  'disk-full',
  // the end
  'cancelled',
  'internal',
] as const;

export const errorCodeSchema = z.enum(ERROR_CODES);

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What crosses a boundary (a process, a file, the screen) in place of a thrown error. */
export const failureSchema = z.strictObject({
  code: errorCodeSchema,
  /** One sentence for a person: what happened, naming the thing it happened to. */
  message: z.string(),
  /** What the person can do about it. */
  hint: z.string(),
  /** Technical details: the tail of a log, an errno, a path. May be shown on request. */
  detail: z.string().nullable(),
});

export type Failure = z.infer<typeof failureSchema>;

/** What to do about each error when the place that raised it knows nothing better. */
export const DEFAULT_HINTS: Readonly<Record<ErrorCode, string>> = {
  'invalid-argument': 'Check the options; `earshot transcribe --help` lists them.',
  'url-not-supported': 'Download the recording first, then give the file.',
  'file-not-found': 'Check the path.',
  'file-unreadable': 'Check the permissions of the file.',
  'not-a-file': 'Give a recording or a folder of recordings.',
  'file-empty': 'The recording may not have been copied completely; copy it again.',
  'no-media-in-folder': 'Choose a folder that holds audio or video files.',
  'not-media': 'Check that the file is audio or video; it may be damaged or carry the wrong name.',
  'no-audio-track': 'Choose a recording with sound.',
  'track-not-found': 'Choose one of the audio tracks that the file has.',
  'audio-empty': 'Check the recording: its audio track holds no sound data.',
  'decode-failed': 'Play the file to see whether it is damaged, or convert it to another format first.',
  'source-changed': 'Transcribe the recording anew, or bring the old one back.',
  'ffmpeg-missing': 'Install ffmpeg, or set FFMPEG_PATH to its program file.',
  'runner-missing': 'Run `npm run build:native` in the project folder.',
  'model-missing': 'Check the model name, or reinstall to get the starter model back.',
  'model-damaged': 'Replace the model file with a fresh copy.',
  'model-load-failed': 'Choose another model, or replace the model file with a fresh copy.',
  'device-unavailable': 'Use `--device cpu`.',
  'engine-crashed': 'Try again; if it happens again with this recording, report it.',
  'engine-illegal-instruction': 'Set EARSHOT_CPU_VARIANT=baseline.',
  'engine-hung': 'Try again; if it happens again, try another model or `--device cpu`.',
  'engine-failed': 'Try again; if it happens again with this recording, report it.',
  'engine-protocol': 'Run `npm run build:native` so that the engine fits this version.',
  'out-of-memory': 'Close other programs or choose a smaller model.',
  'over-budget': 'Close other programs, or raise the time limit in the settings of the queue.',
  'job-not-found': '`earshot jobs list` shows all jobs.',
  'state-refused': '`earshot jobs list` shows what each job is doing.',
  'crash-loop':
    'Try it again when other programs are closed; if it happens again with this recording, report it.',
  'queue-unreachable': 'Run the command again.',
  'contract-mismatch': 'Close all programs of Earshot and start the newest one.',
  'not-authorised': 'Run the command as the user to whom the queue belongs.',
  'database-damaged':
    'Restore a copy of the data folder, or remove its database to start with an empty queue.',
  'database-too-new': 'Use the newest version of Earshot that you have installed.',
  'database-unwritable': 'Check permissions and free space of the data folder.',
  'output-not-writable': 'Choose another folder with `--output`.',
  'disk-full': 'Free some space, or choose a folder on another disk with `--output`.',
  cancelled: 'Run the same command again to go on.',
  internal: 'This is a mistake in Earshot; please report it with the details.',
};

/** What an error carries besides its code and sentence; without a hint the code's own is given. */
export type ErrorDetails = {
  readonly hint?: string;
  readonly detail?: string;
  readonly cause?: unknown;
};

/** The one error type of the product: a code from {@link ERROR_CODES}, a sentence, a hint and the cause. */
export class EarshotError extends Error {
  override readonly name = 'EarshotError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly detail: string | null;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint ?? DEFAULT_HINTS[code];
    this.detail = details.detail ?? null;
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, hint: this.hint, detail: this.detail };
  }
}

/** An error as it was on the other side of the boundary. */
export function fromFailure({ code, message, hint, detail }: Failure): EarshotError {
  return new EarshotError(code, message, { hint, ...(detail === null ? {} : { detail }) });
}

/** Wraps whatever was thrown; an {@link EarshotError} passes through unchanged, an abort becomes `cancelled`. */
export function toEarshotError(thrown: unknown): EarshotError {
  if (thrown instanceof EarshotError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new EarshotError('cancelled', 'Cancelled.', { cause: thrown });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new EarshotError('internal', `Something unexpected went wrong: ${message}`, {
    cause: thrown,
    ...(thrown instanceof Error && thrown.stack !== undefined ? { detail: thrown.stack } : {}),
  });
}

/** The errno of a failed system call (`ENOSPC`, `EACCES`, …), or null for any other error. */
export function errnoOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown)) return null;
  return typeof thrown.code === 'string' ? thrown.code : null;
}

/** Whether a system call failed for want of space: on the disk itself, or in what a user may have of it. */
export function isDiskFull(thrown: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errnoOf(thrown) ?? '');
}

/** The one way to say that somebody stopped the work. */
export function cancelled(cause?: unknown): EarshotError {
  return new EarshotError('cancelled', 'Cancelled.', { cause });
}

/** Why something could not be written: `disk-full` where there is no space, `output-not-writable` for all the rest. */
export function writeFailure(
  thrown: unknown,
  messages: { full: string; other: string },
  hint?: string,
): EarshotError {
  const isFull = isDiskFull(thrown);
  return new EarshotError(
    isFull ? 'disk-full' : 'output-not-writable',
    isFull ? messages.full : messages.other,
    {
      cause: thrown,
      ...(thrown instanceof Error ? { detail: thrown.message } : {}),
      ...(isFull && hint !== undefined ? { hint } : {}),
    },
  );
}
