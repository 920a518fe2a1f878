import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { toEarshotError } from '../../shared/errors.ts';
import type { Installation } from '../composition.ts';
import { findMedia } from '../core/media/find-media.ts';
import { EXIT } from './exit-codes.ts';
import { JsonView } from './json-view.ts';
import { listenForStop } from './stop-signal.ts';
import { TextView } from './text-view.ts';
import { makeWorkingRoot, transcribeFiles } from './transcribe-files.ts';
import type { TranscribeCliOptions } from './transcribe-options.ts';
import type { View } from './view.ts';
import type { FileJob } from './write-transcript-files.ts';

/** Runs `earshot transcribe` to its end. @returns the exit code */
export async function runTranscribe(
  paths: readonly string[],
  options: TranscribeCliOptions,
  installation: Installation,
): Promise<number> {
  const view = makeView(options);
  let workingRoot: string | null = null;
  let hasBegun = false;
  const stop = listenForStop(
    () =>
      view.notice('Stopping. What is finished is being written; press Ctrl-C again to end at once.', null),
    () => {
      view.close();
      if (workingRoot !== null) rmSync(workingRoot, { recursive: true, force: true });
    },
    () => performance.now(),
  );
  try {
    const found = await findMedia(paths, { signal: stop.signal });
    for (const { path, error } of found.problems) view.problem(path, error);
    const jobs = found.files.map((file) => ({ file, foundIn: folderOf(file, paths) }));
    if (jobs.length === 0) {
      view.summary({ completed: 0, failed: found.problems.length, stopped: 0, mediaMs: 0, wallMs: 0 });
      return stop.exitCode() ?? EXIT.someFailed;
    }

    const { engine, model } = await installation.engine(
      { modelId: options.model, device: options.device, threads: options.threads },
      (reason) =>
        view.notice(`${reason.message} It is started again, and the part is tried once more.`, reason),
    );
    try {
      // A damaged model is a reason to begin nothing, not a failure of each recording: the engine loads it first.
      const [tools] = await Promise.all([installation.mediaTools(stop.signal), engine.ready(stop.signal)]);
      workingRoot = await makeWorkingRoot(tmpdir());
      hasBegun = true;
      const ports = installation.ports(engine, model, tools);
      const summary = await transcribeFiles({ jobs, options, ports, workingRoot, view, signal: stop.signal });
      view.summary({ ...summary, failed: summary.failed + found.problems.length });
      return stop.exitCode() ?? (summary.failed + found.problems.length > 0 ? EXIT.someFailed : EXIT.ok);
    } finally {
      await engine.close();
    }
  } catch (thrown) {
    const error = toEarshotError(thrown);
    view.problem('', error);
    return stop.exitCode() ?? (hasBegun ? EXIT.someFailed : EXIT.notReady);
  } finally {
    view.close();
    if (workingRoot !== null) await rm(workingRoot, { recursive: true, force: true });
  }
}

function makeView(options: TranscribeCliOptions): View {
  if (options.json) return new JsonView((line) => process.stdout.write(line));
  return new TextView({
    stdout: process.stdout,
    stderr: process.stderr,
    quiet: options.quiet,
    progress: options.progress,
  });
}

/** The folder among the given paths in which a file was found, or null when the file was given itself. */
function folderOf(file: string, paths: readonly string[]): FileJob['foundIn'] {
  const folders = paths.map((path) => resolve(path)).filter((path) => isInside(file, path));
  return folders.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

function isInside(file: string, folder: string): boolean {
  const path = relative(folder, file);
  // Across drives of Windows the relative path is an absolute one.
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
