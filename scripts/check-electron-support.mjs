// `node scripts/check-electron-support.mjs`: whether the Electron of package.json still gets security fixes. Only the newest
// majors do (https://www.electronjs.org/docs/latest/tutorial/electron-timelines). It asks the package registry, so it is
// run by the workflow, once a week too, and not by `npm run check`, which needs no network.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from './steps.mjs';

const SUPPORTED_MAJORS = 3;

const root = join(import.meta.dirname, '..');
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const newest = process.argv[2] ?? newestElectron();
const [ours, theirs] = [devDependencies.electron, newest].map((version) => Number.parseInt(version, 10));
if (!Number.isInteger(ours) || !Number.isInteger(theirs)) fail(`No version of Electron: ${newest}`);
const oldest = theirs - SUPPORTED_MAJORS + 1;
if (ours < oldest) {
  fail(
    `Electron ${devDependencies.electron} gets no fixes any more: ${newest} is out, and fixes go back to ${oldest}.`,
  );
}
process.stdout.write(`Electron ${devDependencies.electron} is supported: the newest is ${newest}.\n`);

function newestElectron() {
  // npm is a script on Windows, which only a shell starts; nothing of it comes from outside.
  return execFileSync('npm view electron dist-tags.latest', { shell: true, encoding: 'utf8' }).trim();
}
