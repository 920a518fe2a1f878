import { MemoryBridge } from '../support/memory-bridge.ts';
import { READING_SCENES } from '../support/reading-bridge.ts';
import { everyState, manyJobs, rareStates } from '../support/sample-jobs.ts';
import { settledBridge } from '../support/settled-bridge.ts';

/** What the gallery can show: each a host in a certain state. */
export const SCENES: Readonly<Record<string, () => MemoryBridge>> = {
  empty: () => new MemoryBridge(),
  states: () => new MemoryBridge(everyState()),
  rare: () => new MemoryBridge(rareStates()),
  crowded: () => new MemoryBridge(manyJobs(10_000)),
  settled: () => settledBridge(),
  desktop: () => settledBridge('desktop'),
  ...READING_SCENES,
  connecting: () => {
    const bridge = new MemoryBridge();
    bridge.answer('jobs.list', () => new Promise(() => {}));
    return bridge;
  },
  unreachable: () => {
    const bridge = new MemoryBridge(everyState());
    setTimeout(() => bridge.send({ kind: 'line', isUp: false }), 200);
    return bridge;
  },
};
