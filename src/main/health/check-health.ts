import type { HealthFinding } from '../../shared/contract/page.ts';
import { toEarshotError } from '../../shared/errors.ts';
import type { Installation } from '../composition.ts';
import { checkDataFolder, checkDisk } from './check-folders.ts';
import { checkMemory } from './check-memory.ts';
import { checkFfmpeg, checkModel, checkRunner } from './check-parts.ts';
import type { Verdict } from './verdict.ts';

export type HealthPorts = {
  readonly installation: Pick<Installation, 'runner' | 'mediaTools' | 'engine'>;
  /** Where the queue is kept. */
  readonly dataFolder: string;
  /** Where decoded sound lies; made by whoever opens the queue. */
  readonly workFolder: string;
  /** Asks the queue, however this program comes to it; see `describeQueue`. */
  readonly checkQueue: () => Promise<Verdict>;
};

/**
 * Looks at everything that a transcription needs, one thing after the other: the engine is started for real. Never rejects:
 * what cannot be checked is a finding too.
 *
 * @param tell told of each finding as soon as it is there
 */
export async function checkHealth(
  { installation, dataFolder, workFolder, checkQueue }: HealthPorts,
  tell: (finding: HealthFinding) => void = () => {},
): Promise<HealthFinding[]> {
  const checks: [HealthFinding['part'], () => Promise<Verdict>][] = [
    ['engine', () => checkRunner(installation)],
    ['ffmpeg', () => checkFfmpeg(installation)],
    ['model', () => checkModel(installation)],
    ['data', () => checkDataFolder(dataFolder)],
    ['queue', checkQueue],
    ['disk', () => checkDisk(workFolder)],
    ['memory', checkMemory],
  ];
  const findings: HealthFinding[] = [];
  for (const [part, check] of checks) {
    const finding = { part, ...(await check().catch(whatWentWrong)) };
    findings.push(finding);
    tell(finding);
  }
  return findings;
}

function whatWentWrong(thrown: unknown): Verdict {
  const error = toEarshotError(thrown);
  return { isGood: false, words: `${error.message} ${error.hint}` };
}
