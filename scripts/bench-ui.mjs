// `npm run bench:ui -- --only rows,text`: set up what is missing, then measure the window. `npm run screenshots` takes its
// pictures instead.
import { ensureSystemTools } from './ensure-system-tools.mjs';
import { runBench } from './run-bench.mjs';
import { ensureReady, root } from './setup.mjs';
import { fail, log } from './steps.mjs';

const args = process.argv.slice(2);
await ensureReady();
try {
  await ensureSystemTools({ root, log, needs: ['chromium'] });
} catch (error) {
  fail(error.message);
}
if (args[0] === 'screenshots') runBench('ui/take-screenshots.ts', args.slice(1));
else runBench('ui/run.ts', args);
