// `npm test`: set up what is missing, then run every suite against the real engine and in a real browser. Arguments go to
// Vitest: `npm test -- test/unit/queue` runs a part. `npm run test:e2e` runs the end-to-end specs alone.
import { ensureSystemTools } from './ensure-system-tools.mjs';
import { runSuites } from './run-suites.mjs';
import { ensureReady, root } from './setup.mjs';
import { log } from './steps.mjs';

const END_TO_END = { title: 'end to end', config: 'test/e2e/vitest.config.ts' };
const SUITES = [
  { title: 'core', config: 'test/vitest.config.ts' },
  { title: 'components', config: 'test/component/vitest.config.ts' },
  { title: 'desktop app', config: 'test/shell/vitest.config.ts' },
  END_TO_END,
];

const [first, ...rest] = process.argv.slice(2);
const isEndToEndOnly = first === 'e2e';
const args = isEndToEndOnly || first === undefined ? rest : [first, ...rest];
await ensureReady();
await ensureSystemTools({ root, log, needs: ['chromium'] });
const havePassed = await runSuites(root, isEndToEndOnly ? [END_TO_END] : SUITES, args);
process.exitCode = havePassed ? 0 : 1;
