import { join } from 'node:path';

/**
 * For the environment of programs that a test starts from their sources: what one has compiled the next ones read, which
 * halves what a start costs. One that is to be killed calls `flushCompileCache` first, or it leaves nothing there.
 */
export const COMPILE_CACHE = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/earshot-test-programs'),
};
