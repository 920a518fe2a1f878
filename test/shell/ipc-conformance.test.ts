import { PAGE_QUEUE_METHODS } from '../../src/shared/contract/page.ts';
import { describeConformance } from '../support/contract-conformance.ts';
import { IpcClient } from './support/ipc-client.ts';

describeConformance(
  "Electron's IPC, as far as pages may call",
  async (queue) => {
    const clients: IpcClient[] = [];
    return {
      connect: async () => {
        const client = await IpcClient.connect(queue);
        clients.push(client);
        return client;
      },
      // The windows go with the app.
      dispose: async () => {
        for (const client of clients) await client.close();
      },
    };
  },
  { methods: [...PAGE_QUEUE_METHODS, 'preferences.change'], follows: false },
);
