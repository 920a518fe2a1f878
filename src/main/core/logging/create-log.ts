import { homedir } from 'node:os';
import { type Logger, pino } from 'pino';
import type { Log, LogEvent, LogFields } from './log.ts';
import { type Redaction, redactFields } from './redact.ts';
import { RotatingFile, type RotatingFileOptions } from './rotating-file.ts';

export type LogOptions = {
  /** Made when it is missing. */
  readonly folder: string;
  /** Whether paths and sentences are written as they are; what was said in a recording never is. */
  readonly details: boolean;
  /** Also on standard error. */
  readonly stderr?: boolean;
  /** The newest file is put aside at this size; 10 MiB unless told. */
  readonly size?: RotatingFileOptions['size'];
};

/** A log and the right to end it. */
export type OwnedLog = Log & {
  /** Changes what is written from now on, by this log and its children. */
  showDetails(details: boolean): void;
  /** Resolves when every line so far is written or lost, for who is about to read the log. */
  flush(): Promise<void>;
  /** Resolves when everything is written that could be written; lines that come later are dropped. Never rejects. */
  close(): Promise<void>;
};

/** A log of JSON lines in `folder`: `time`, `level`, `pid`, `component`, `event` and the fields of the event. */
export function createLog(options: LogOptions): OwnedLog {
  const { folder, details, stderr = false, size = '10M' } = options;
  const file = new RotatingFile({ folder, size });
  let redaction: Redaction = { details, home: homedir() };
  if (stderr) process.stderr.on('error', ignore);
  const destination = {
    write(line: string): void {
      file.write(line);
      if (stderr) process.stderr.write(line);
    },
  };
  const logger = pino(
    {
      base: { pid: process.pid },
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
  const log = pinoLog(logger, () => redaction);
  return {
    ...log,
    showDetails(wanted) {
      redaction = { ...redaction, details: wanted };
    },
    flush: () => file.flush(),
    async close() {
      await file.close();
      process.stderr.off('error', ignore);
    },
  };
}

/** A terminal that was closed is no reason to end the program. */
function ignore(): void {}

function pinoLog(logger: Logger, redaction: () => Redaction): Log {
  const write = (level: 'info' | 'warn' | 'error', event: LogEvent, fields: LogFields): void => {
    try {
      logger[level](redactFields(fields, redaction()), event);
    } catch {
      // A field that cannot be read, or a log that cannot be opened: the work goes on without the line.
    }
  };
  return {
    info: (event, fields = {}) => write('info', event, fields),
    warn: (event, fields = {}) => write('warn', event, fields),
    error: (event, fields = {}) => write('error', event, fields),
    child: (component) => pinoLog(logger.child({ component }), redaction),
  };
}
