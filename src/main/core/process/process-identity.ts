import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from './run-tool.ts';

/** What tells a process from all others, before and after it. */
export type ProcessIdentity = {
  /** Differs between any two processes that ever had the same number on this computer, restarts of it included. */
  readonly startToken: string;
  /** The program file as the system names it; null where that cannot be told, as of a process that has just ended. */
  readonly executable: string | null;
};

/**
 * What a process is beyond its number, which the system gives to somebody else as soon as it is free.
 *
 * @param platform decides which way it is found out
 * @returns null when there is no such process, or nothing can be learnt of it
 */
export async function identityOf(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<ProcessIdentity | null> {
  // Zero and what is below mean groups of processes to the system.
  if (!Number.isSafeInteger(pid) || pid < 1) return null;
  try {
    switch (platform) {
      case 'linux':
        return await fromProc(pid);
      case 'win32':
        return await fromPowerShell(pid);
      default:
        return await fromPs(pid);
    }
  } catch {
    return null; // it has ended meanwhile, belongs to somebody else, or the tool is not there: nothing is known
  }
}

/** Fields of `/proc/<pid>/stat` behind the process's name, which itself may hold spaces and brackets (proc_pid_stat(5)). */
const START_TIME_AFTER_NAME = 22 - 3;

/** The start is counted in ticks since the computer was started, so it takes both to be unique. */
async function fromProc(pid: number): Promise<ProcessIdentity | null> {
  const [stat, bootId] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ]);
  const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_AFTER_NAME];
  if (startTicks === undefined) return null;
  const executable = await readlink(`/proc/${pid}/exe`).catch(() => null);
  return {
    startToken: `${bootId.trim()}:${startTicks}`,
    // An update has replaced the file while the process ran.
    executable: executable?.replace(/ \(deleted\)$/, '') ?? null,
  };
}

const TOOL_LIMITS = {
  silenceLimitMs: 10_000,
  stdoutLimitBytes: 65_536,
  stderrLimitCharacters: 1024,
} as const;

async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const { signal } = new AbortController();
  return (await runTool(program, args, { ...TOOL_LIMITS, signal })).stdout;
}

/** `Sun Nov 22 09:15:20 2026`, to the second; the fixed zone keeps it the same when the computer travels. */
const PS_DATE = /^(\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}) +(.*)$/;

async function fromPs(pid: number): Promise<ProcessIdentity | null> {
  const ps = ['ps', '-ww', '-o', 'lstart=', '-o', 'comm=', '-p', String(pid)];
  const found = PS_DATE.exec((await outputOf('/usr/bin/env', ['LC_ALL=C', 'TZ=UTC', ...ps])).trim());
  const [, startToken, executable] = found ?? [];
  return startToken === undefined ? null : { startToken, executable: executable ?? null };
}

async function fromPowerShell(pid: number): Promise<ProcessIdentity | null> {
  const root = process.env['SystemRoot'] ?? 'C:\\Windows';
  const program = join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const script = [
    '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
    `$found = Get-CimInstance Win32_Process -Filter 'ProcessId = ${pid}'`,
    'if ($found) { $found.CreationDate.ToFileTimeUtc(); $found.ExecutablePath }',
  ];
  const output = await outputOf(program, ['-NoProfile', '-NonInteractive', '-Command', script.join('; ')]);
  const [startToken = '', executable = ''] = output.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (!/^\d+$/.test(startToken)) return null;
  return { startToken, executable: executable === '' ? null : executable };
}
