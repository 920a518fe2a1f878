import { onTestFinished } from 'vitest';
import type { Desktop, LaunchOptions } from './desktop.ts';
import { launchElectron } from './launch-electron.ts';
import { launchStandIn } from './launch-stand-in.ts';

/** Of a real Electron; empty for the stand-in. */
export const electronProgram = process.env['EARSHOT_ELECTRON'] ?? '';

/** Whether the specs run on a real Electron, whose program `EARSHOT_ELECTRON` names. */
export const isRealElectron = electronProgram !== '';

/** Starts the app as it was built; ends it with the test. */
export async function launchDesktop(options: LaunchOptions): Promise<Desktop> {
  const desktop = isRealElectron
    ? await launchElectron(electronProgram, options)
    : await launchStandIn(options);
  onTestFinished(() => desktop.stop());
  return desktop;
}
