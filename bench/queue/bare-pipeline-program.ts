/**
 * A recording's way to text without a queue around it: no database, no supervisor, no events. A program of its own, measured from
 * start to exit as the product is. Arguments: the recording and a folder for its files.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Installation } from '../../src/main/composition.ts';
import { transcribeRecording } from '../../src/main/core/transcription/transcribe-recording.ts';
import { DEFAULT_JOB_OPTIONS } from '../../src/shared/job-options.ts';
import { MemoryJournal } from '../../test/support/memory-journal.ts';
import { benchPaths } from '../bench-paths.ts';

const [file, home] = process.argv.slice(2);
if (file === undefined || home === undefined) throw new Error('a recording and a folder are needed');

const { root } = benchPaths();
const { signal } = new AbortController();
const installation = new Installation({
  resourcesDir: join(root, 'resources'),
  cacheDir: home,
  modelsDir: join(home, 'models'),
  env: process.env,
});
const tools = await installation.mediaTools(signal);
const prepared = await installation.engine({ modelId: 'base', device: 'auto', threads: null });
const workingFolder = await mkdtemp(join(home, 'bare-'));
const journal = new MemoryJournal();
try {
  const outcome = await transcribeRecording(
    { ...DEFAULT_JOB_OPTIONS, file, language: { mode: 'fixed', code: 'en' } },
    installation.ports(prepared, tools),
    journal,
    workingFolder,
    signal,
    () => {},
  );
  if (outcome.kind !== 'completed') throw outcome.error;
  const segments = journal.finished.reduce((sum, { text }) => sum + text.segments.length, 0);
  process.stdout.write(`${journal.finished.length} chunks, ${segments} segments\n`);
} finally {
  await prepared.engine.close();
  await rm(workingFolder, { recursive: true, force: true });
}
