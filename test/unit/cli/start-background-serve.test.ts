import { watch, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBackgroundServe } from '../../../src/main/cli/start-background-serve.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const folder = suiteFolder();

test('the program gets its command, no terminal and a group of its own', async () => {
  const bundle = join(folder, 'program.mjs');
  const told = join(folder, 'told.json');
  const script = `
    import { writeFileSync, renameSync, readFileSync } from 'node:fs';
    // The fifth word of what Linux says of a process is its group; its name has no spaces here.
    const group = process.platform === 'linux' ? Number(readFileSync('/proc/self/stat', 'utf8').split(' ')[4]) : process.pid;
    const told = { args: process.argv.slice(2), isTTY: process.stdout.isTTY === true, ownGroup: group === process.pid };
    writeFileSync(${JSON.stringify(`${told}.new`)}, JSON.stringify(told));
    renameSync(${JSON.stringify(`${told}.new`)}, ${JSON.stringify(told)});
  `;
  writeFileSync(bundle, script);
  const written = new Promise<void>((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (name !== 'told.json') return;
      watcher.close();
      resolve();
    });
  });
  await startBackgroundServe(bundle);
  await written;
  expect(JSON.parse(await readFile(told, 'utf8'))).toEqual({
    args: ['serve', '--until-empty'],
    isTTY: false,
    ownGroup: true,
  });
});
