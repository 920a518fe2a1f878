import { totalmem } from 'node:os';
import { formatGib, type Verdict } from './verdict.ts';

/** The base model with two states takes about 300 MB. */
const NEEDED_BYTES = 1024 ** 3;

export async function checkMemory(): Promise<Verdict> {
  // Unlike the free memory, this knows of caches that give way and of the limits of a container.
  const availableBytes = process.availableMemory();
  const words = `${formatGib(availableBytes)} of ${formatGib(totalmem())} available (1 GiB needed)`;
  return { isGood: availableBytes >= NEEDED_BYTES, words };
}
