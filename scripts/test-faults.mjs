// `npm run test:faults`: every fault as often as the reliability bar asks for, in half an hour or so.
//   npm run test:faults -- --kills 200 --images 500      other counts
//   npm run test:faults -- --only kill,power             some of the suites, by the beginning of their names
//   npm run test:faults -- --soak-minutes 30 --only soak random faults for a time
// The last lines say how many faults there were and what was lost by them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectNode } from './ensure-dependencies.mjs';
import { ensureReady, root } from './setup.mjs';

/** As in `test/support/fault-scale.ts`. */
const COUNTS = [
  'kills',
  'real-kills',
  'child-kills',
  'failpoint-passes',
  'images',
  'races',
  'takeovers',
  'jobs',
  'files',
  'damages',
  'soak-minutes',
];
/** What the tests add up, in the order in which it is told. */
const FIGURES = {
  cycles: 'cycles',
  lostJobs: 'lost jobs',
  lostSegments: 'lost segments',
  duplicatedSegments: 'duplicated segments',
  stuckJobs: 'stuck jobs',
  orphans: 'orphans',
};

const options = Object.fromEntries([...COUNTS, 'only'].map((name) => [name, { type: 'string' }]));
const { values } = parseArgs({ options });
for (const name of COUNTS) {
  if (values[name] !== undefined && !/^\d+$/.test(values[name]))
    throw new Error(`--${name} takes a whole number.`);
}

await ensureReady();
const reportFolder = mkdtempSync(join(tmpdir(), 'earshot-faults-'));
const tallyFile = join(reportFolder, 'tally');
const counts = COUNTS.flatMap((name) =>
  values[name] === undefined
    ? []
    : [[`EARSHOT_FAULTS_${name.toUpperCase().replaceAll('-', '_')}`, values[name]]],
);
const suites = (values.only ?? '').split(',').map((name) => `test/faults/${name}`);
const startedAtMs = performance.now();
const vitest = spawn(
  projectNode(root),
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', 'test/vitest.config.ts', ...suites],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...Object.fromEntries(counts),
      EARSHOT_FAULTS: 'long',
      EARSHOT_FAULTS_TALLY: tallyFile,
    },
  },
);
vitest.once('close', (code) => {
  const sums = addUp();
  const minutes = ((performance.now() - startedAtMs) / 60_000).toFixed(1);
  console.log(
    `\n${Object.entries(FIGURES)
      .map(([name, words]) => `${words}: ${sums[name] ?? 0}`)
      .join('\n')}`,
  );
  console.log(`after ${minutes} minutes`);
  const isLost = Object.keys(FIGURES).some((name) => name !== 'cycles' && (sums[name] ?? 0) > 0);
  process.exitCode = code === 0 && !isLost && (sums.cycles ?? 0) > 0 ? 0 : 1;
  rmSync(reportFolder, { recursive: true, force: true });
});

function addUp() {
  const sums = {};
  for (const line of readTally()) {
    for (const [name, count] of Object.entries(JSON.parse(line))) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

function readTally() {
  try {
    return readFileSync(tallyFile, 'utf8').trimEnd().split('\n');
  } catch {
    return []; // no test came so far
  }
}
