import { SocketClient } from '../../src/main/core/api/socket-client.ts';
import { describeConformance } from '../support/contract-conformance.ts';
import { serveOnSocket } from '../support/socket-transport.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();

describeConformance('a socket', async (queue) => {
  const { server, owner } = await serveOnSocket(folder, queue, { lingerMs: 200 });
  return { connect: () => SocketClient.connect(owner), dispose: () => server.close() };
});
