// `npm test`: set up what is missing, then run every suite against the real engine and in a real browser. Arguments go to
// Vitest: `npm test -- test/unit/queue` runs a part. `npm run test:e2e` runs the end-to-end specs alone.
import { ensureSystemTools } from './ensure-system-tools.mjs';
import { runSuites } from './run-suites.mjs';
import { ensureReady, root } from './setup.mjs';
import { fail, log } from './steps.mjs';

const END_TO_END = { title: 'end to end', config: 'test/e2e/vitest.config.ts' };
const SUITES = [
  { title: 'core', config: 'test/vitest.config.ts' },
  { title: 'components', config: 'test/component/vitest.config.ts' },
  { title: 'desktop app', config: 'test/shell/vitest.config.ts' },
  END_TO_END,
];

const given = process.argv.slice(2);
const isEndToEndOnly = given[0] === 'e2e';
await ensureReady();
try {
  await ensureSystemTools({ root, log, needs: ['chromium'] });
} catch (error) {
  fail(error.message);
}
const havePassed = isEndToEndOnly
  ? await runSuites(root, [END_TO_END], given.slice(1))
  : await runSuites(root, SUITES, given);
process.exitCode = havePassed ? 0 : 1;
