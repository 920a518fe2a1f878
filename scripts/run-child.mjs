import { spawn } from 'node:child_process';

/**
 * Runs a program with an argument array and no shell.
 * @returns {Promise<{code: number, output: string}>} exit code and the last 16 KiB of stdout and stderr together.
 *   With `inherit`, the output goes to our stderr (set-up noise must not reach stdout) and `output` stays empty.
 */
export function runChild(command, args, { cwd, env, inherit = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', inherit ? process.stderr : 'pipe', inherit ? process.stderr : 'pipe'],
    });
    let output = '';
    const keep = (data) => {
      output = (output + data.toString()).slice(-16_384);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? (signal === null ? 1 : 128), output }));
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
