import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { TextView } from '../../src/main/cli/text-view.ts';
import type { StagedProgress } from '../../src/main/cli/view.ts';

export type Shown = { readonly stdout: string; readonly stderr: string };

/** What a person sees on both outputs. */
export function shown(
  show: (view: TextView) => void,
  {
    quiet = false,
    progress = true,
    isTTY = false,
  }: { quiet?: boolean; progress?: boolean; isTTY?: boolean } = {},
): Shown {
  const stdout = new Output();
  const stderr = Object.assign(new Output(), { isTTY, columns: 200, rows: 50 });
  show(new TextView({ stdout, stderr, quiet, progress }));
  return { stdout: stdout.text, stderr: stripVTControlCharacters(stderr.text) };
}

/** Keeps what was written to it. */
class Output extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

/** A recording of 100 s that is being transcribed. */
export function progressOf(fields: Partial<StagedProgress>): StagedProgress {
  return {
    stage: 'transcribing',
    fraction: 0,
    durationMs: 100_000,
    doneMs: 0,
    chunksDone: 0,
    chunksPlanned: 0,
    planIsComplete: false,
    speed: null,
    remainingMs: null,
    ...fields,
  };
}
