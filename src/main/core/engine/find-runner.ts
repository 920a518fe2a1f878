import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EarshotError } from '../../../shared/errors.ts';
import { type RunnerProbe, runnerProbeSchema } from './runner-protocol.ts';

const BASELINE = 'baseline';

export type FoundRunner = {
  /** The chosen build. */
  readonly executable: string;
  readonly variant: string;
  /** The build that runs on every processor: the way back when the chosen one meets an illegal instruction. */
  readonly baselineExecutable: string;
  readonly cpuFeatures: readonly string[];
  readonly supported: readonly string[];
  readonly installed: readonly string[];
};

/**
 * Chooses the build of the engine that fits this processor.
 *
 * @param folder holds the builds for this platform, one a variant
 * @param forcedVariant `EARSHOT_CPU_VARIANT`: takes this build whatever the processor can do
 * @throws EarshotError `runner-missing` when there is no build for this platform, or not the forced one
 */
export async function findRunner(folder: string, forcedVariant: string | undefined): Promise<FoundRunner> {
  const installed = await listVariants(folder);
  const baselineExecutable = executablePath(folder, BASELINE);
  if (!installed.includes(BASELINE)) {
    throw new EarshotError('runner-missing', 'The speech engine has not been built for this computer.', {
      detail: `looked for ${baselineExecutable}`,
    });
  }
  const probe = await probeCpu(baselineExecutable);
  const variant = forcedVariant ?? probe.supported.find((name) => installed.includes(name)) ?? BASELINE;
  if (!installed.includes(variant)) {
    throw new EarshotError('runner-missing', `There is no build of the speech engine named "${variant}".`, {
      hint: `EARSHOT_CPU_VARIANT can be one of: ${installed.join(', ')}. \`npm run build:native -- --all\` builds all of them.`,
    });
  }
  return {
    executable: executablePath(folder, variant),
    variant,
    baselineExecutable,
    cpuFeatures: probe.cpuFeatures,
    supported: probe.supported,
    installed,
  };
}

async function listVariants(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => /^whisper-runner-([a-z0-9]+)(?:\.exe)?$/.exec(name)?.[1] ?? []);
}

function executablePath(folder: string, variant: string): string {
  return join(folder, `whisper-runner-${variant}${process.platform === 'win32' ? '.exe' : ''}`);
}

async function probeCpu(executable: string): Promise<RunnerProbe> {
  try {
    await access(executable, constants.X_OK);
    const { stdout } = await promisify(execFile)(executable, ['--probe'], { timeout: 10_000 });
    return runnerProbeSchema.parse(JSON.parse(stdout));
  } catch (error) {
    throw new EarshotError('runner-missing', 'The speech engine on this computer does not start.', {
      cause: error,
      detail: String(error),
    });
  }
}
