import { PAGE_QUEUE_METHODS } from '../../src/shared/contract/page.ts';
import { describeConformance } from '../support/contract-conformance.ts';
import { visitHost } from '../support/headless-host.ts';
import { PageLine } from '../support/page-client.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();

describeConformance(
  'HTTP and WebSocket, as far as pages may call',
  async (queue) => {
    const visit = await visitHost(folder, { queue });
    return { connect: () => PageLine.connect(visit), dispose: () => visit.host.close() };
  },
  { methods: [...PAGE_QUEUE_METHODS, 'preferences.change'], follows: false },
);
