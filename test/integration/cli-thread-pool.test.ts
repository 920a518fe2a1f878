import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CliHome } from '../support/cli-home.ts';
import { projectRoot, startCli } from '../support/run-cli.ts';

/** Threads that do the work on files of one process. Linux only. */
function poolSize(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).filter((task) =>
    readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').startsWith('libuv-worker'),
  ).length;
}

/** Of a program at work, started from this file. */
async function poolSizeOf(script: string, env: NodeJS.ProcessEnv): Promise<readonly number[]> {
  const home = CliHome.forThisTest();
  const cli = await startCli(['serve'], { home, script: join(projectRoot, script), env });
  await cli.untilStdout(/The queue runs here/);
  return home.processes().map(poolSize);
}

const STARTS = ['out/cli/main.js', 'bin/earshot'] as const;

test.runIf(process.platform === 'linux').each(STARTS)(
  'a program that is started from %s has threads to spare for files that hang',
  async (script) => {
    expect(await poolSizeOf(script, { UV_THREADPOOL_SIZE: undefined })).toEqual([16]);
  },
);

test.runIf(process.platform === 'linux').each(STARTS)(
  'whoever sets the size for %s has the last word',
  async (script) => {
    expect(await poolSizeOf(script, { UV_THREADPOOL_SIZE: '5' })).toEqual([5]);
  },
);
