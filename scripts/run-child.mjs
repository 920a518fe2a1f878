import { spawn } from 'node:child_process';

/**
 * Runs a program with an argument array and no shell.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number}} [options] after `timeoutMs` the program is killed,
 *   and `output` ends with a line that says so
 * @returns {Promise<{code: number, output: string}>} exit code and the last 16 KiB of stdout and stderr together
 */
export function runChild(command, args, { cwd, env = process.env, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (data) => {
      output = (output + data.toString()).slice(-16_384);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            keep(`\nStopped after ${timeoutMs / 1000} s.\n`);
            child.kill('SIGKILL');
          }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? (signal === null ? 1 : 128), output });
    });
  });
}

/** Whether `command` can be started at all. */
export async function canRun(command, args = ['--version']) {
  try {
    return (await runChild(command, args)).code === 0;
  } catch {
    return false; // ENOENT: not installed, which is the question asked
  }
}
