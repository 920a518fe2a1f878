import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode } from './ensure-dependencies.mjs';
import { runChild } from './run-child.mjs';

/** The download has some 120 MB; where there is no network it fails at once. */
const DOWNLOAD_LIMIT_MS = 3 * 60_000;

/**
 * Looks for what the desktop app needs besides its own code, and fetches Electron's program with Electron's own installer
 * where it is missing.
 * @param {{root: string, log: (line: string) => void}} options
 * @returns {Promise<{program: string} | {problem: string}>} Electron's program, or why there can be no window here
 */
export async function ensureElectron({ root, log }) {
  const obstacle = obstacleHere();
  if (obstacle !== null) return { problem: obstacle };
  const installed = electronProgram(root);
  if (installed !== null) return { program: installed };
  log("downloading Electron with Electron's own installer");
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  const { output } = await runChild(projectNode(root), [installer], {
    cwd: root,
    timeoutMs: DOWNLOAD_LIMIT_MS,
  });
  const program = electronProgram(root);
  if (program !== null) return { program };
  return {
    problem: `Electron could not be downloaded: ${output.trim().split('\n')[0] || 'it does not say why'}`,
  };
}

function obstacleHere() {
  if (process.platform !== 'linux') return null;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no screen';
  // Chromium's sandbox refuses root, and without it no window is opened.
  return process.getuid() === 0 ? 'windows are not opened as root' : null;
}

/** Its installer writes the path last. */
function electronProgram(root) {
  const folder = join(root, 'node_modules', 'electron');
  try {
    const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'));
    return existsSync(program) ? program : null;
  } catch {
    return null; // never installed
  }
}
