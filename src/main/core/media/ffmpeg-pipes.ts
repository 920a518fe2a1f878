import type { ChildProcess } from 'node:child_process';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { LineSplitter } from '../process/line-splitter.ts';
import { parseFirstFrame } from './decode-arguments.ts';
import type { FfmpegMessages } from './ffmpeg-messages.ts';

/** ffmpeg cuts its own lines at 1024 bytes; its libraries may print longer ones. */
const LONGEST_LINE = 64 * 1024;

/** One of ffmpeg's pipes, by its number. */
export function readable(child: ChildProcess, pipe: number): Readable {
  const stream = child.stdio[pipe];
  if (stream === null || stream === undefined || !('read' in stream)) {
    throw new Error(`Pipe ${pipe} is missing.`);
  }
  return stream;
}

/**
 * What comes, piece by piece as it was read. A pipe that is iterated itself joins the pieces that have gathered, and leaves
 * them to be collected: nobody could free them any more.
 */
export function inPieces(pipe: Readable): AsyncIterable<Buffer> {
  const pieces = new PassThrough({ readableObjectMode: true, readableHighWaterMark: 1 });
  // Who iterates the pieces learns of an error of the pipe there.
  pipeline(pipe, pieces, () => undefined);
  return pieces;
}

/** Reads to the end whatever comes, so that ffmpeg never waits for its reader; but it does not keep lines without end. */
export function readMessages(pipe: Readable, messages: FfmpegMessages): void {
  const splitter = new LineSplitter(LONGEST_LINE);
  const read = (bytes: Buffer): void => {
    try {
      for (const line of splitter.push(bytes)) messages.add(line);
    } catch (error) {
      messages.add(`its messages cannot be read: ${String(error)}`);
      pipe.off('data', read).resume();
    }
  };
  pipe.on('data', read);
}

/** The place of the first decoded sample; null when ffmpeg ends without having decoded a frame. */
export function readFirstFrame(pipe: Readable): Promise<number | null> {
  return new Promise((resolve) => {
    let report = '';
    pipe.setEncoding('utf8').on('data', (text: string) => {
      report += text;
      if (report.endsWith('\n')) {
        const sample = parseFirstFrame(report);
        if (sample !== null) resolve(sample);
      }
    });
    pipe.once('close', () => resolve(parseFirstFrame(report)));
  });
}
