import { MemoryClient } from '../../../src/main/core/api/memory-client.ts';
import type { QueueClient } from '../../../src/shared/contract/client.ts';
import { describeConformance } from '../../support/contract-conformance.ts';

describeConformance('memory', async (queue) => {
  const clients: QueueClient[] = [];
  return {
    connect: async () => {
      const client = new MemoryClient(queue);
      clients.push(client);
      return client;
    },
    dispose: async () => {
      for (const client of clients) await client.close();
    },
  };
});
