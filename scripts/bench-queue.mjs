// `npm run bench:queue -- --only status,loop --pairs 3`: set up what is missing, then measure the queue.
import { runBench } from './run-bench.mjs';
import { ensureReady } from './setup.mjs';

await ensureReady();
runBench('queue/run.ts', process.argv.slice(2));
