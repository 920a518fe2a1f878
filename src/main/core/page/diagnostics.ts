import { homedir, release } from 'node:os';
import type { HealthFinding, HostDescription } from '../../../shared/contract/page.ts';
import { readLogTail } from '../logging/read-log-tail.ts';
import { redactLine } from '../logging/redact-line.ts';
import { withoutPaths } from '../logging/without-paths.ts';

const LOG_LINES = 200;

export type DiagnosticsParts = {
  readonly host: HostDescription;
  readonly findings: readonly HealthFinding[];
  readonly folders: { readonly data: string; readonly logs: string };
};

/** What helps somebody else to find a fault: versions, what was found, and the newest lines of the log. No paths, no texts. */
export async function diagnosticsText({ host, findings, folders }: DiagnosticsParts): Promise<string> {
  const known = { data: folders.data, logs: folders.logs, home: homedir() };
  const log = (await readLogTail(folders.logs, LOG_LINES)).map(redactLine).filter((line) => line !== null);
  return [
    `Earshot ${host.version} (${host.kind})`,
    versionsOf(host).join(', '),
    '',
    ...findings.map(
      ({ part, isGood, words }) =>
        `${isGood ? 'ok     ' : 'problem'}  ${part.padEnd(7)} ${withoutPaths(words, known)}`,
    ),
    '',
    ...(log.length === 0 ? ['No log yet.'] : log),
    '',
  ].join('\n');
}

function versionsOf({ platform }: HostDescription): string[] {
  const { node, electron } = process.versions;
  const shell = electron === undefined ? [] : [`Electron ${electron}`];
  return [...shell, `Node ${node}`, `${platform} ${release()} ${process.arch}`];
}
