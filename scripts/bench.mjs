// `npm run bench -- --only speed,accuracy --rounds 3`: set up what is missing, then measure.
import { runBench } from './run-bench.mjs';
import { ensureReady } from './setup.mjs';

await ensureReady();
runBench('run.ts', process.argv.slice(2));
