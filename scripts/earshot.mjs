// `npm run transcribe -- FILE`: set up what is missing, then start the program where the user stands.
import { createRequire } from 'node:module';
import { ensureReady } from './setup.mjs';

// The program is started in this very process; why so many threads: src/main/cli/main.ts.
process.env.UV_THREADPOOL_SIZE ??= '16';
await ensureReady();
// npm runs scripts in the project folder; relative paths belong to the folder the user called from.
process.chdir(process.env.INIT_CWD ?? process.cwd());
createRequire(import.meta.url)('../bin/earshot');
