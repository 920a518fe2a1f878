import { join } from 'node:path';
import type { HealthFinding, HostDescription } from '../shared/contract/page.ts';
import { fromFailure } from '../shared/errors.ts';
import type { Installation } from './composition.ts';
import type { PagePorts } from './core/page/page-ports.ts';
import { readLicences } from './core/page/read-licences.ts';
import type { AppFolders } from './core/storage/app-folders.ts';
import { checkHealth } from './health/check-health.ts';
import { describeQueue } from './health/describe-queue.ts';
import type { OpenQueue } from './queue-access.ts';

export type PageHostParts = {
  readonly installation: Installation;
  readonly resourcesDir: string;
  /** The program and its page, as they were built: what others made of them is told with its licences. */
  readonly bundleFolders: readonly string[];
  readonly folders: AppFolders;
  readonly queue: OpenQueue;
  readonly kind: HostDescription['kind'];
  readonly version: string;
};

/** What every program that shows pages lends to them, whatever the page is shown in. */
export async function pageHost(
  parts: PageHostParts,
): Promise<Omit<PagePorts, 'grants' | 'desktop' | 'discardUpload'>> {
  const { folders, queue, resourcesDir, bundleFolders, kind, version } = parts;
  return {
    queue,
    host: {
      kind,
      version,
      platform: PLATFORMS[process.platform] ?? 'other',
      licences: await readLicences(join(resourcesDir, 'licenses'), bundleFolders),
    },
    sampleFile: join(resourcesDir, 'sample', 'kennedy-1961.mp3'),
    folders,
    checkHealth: () => findingsOf(parts),
  };
}

const PLATFORMS: { readonly [Platform in NodeJS.Platform]?: HostDescription['platform'] } = {
  linux: 'linux',
  darwin: 'mac',
  win32: 'windows',
};

function findingsOf({ installation, folders, queue }: PageHostParts): Promise<HealthFinding[]> {
  return checkHealth({
    installation,
    dataFolder: folders.data,
    workFolder: folders.temp,
    checkQueue: async () => {
      const status = await queue.call('queue.status', {});
      if (!status.ok) throw fromFailure(status.error);
      const runBy =
        queue.role === 'owner' ? 'this program runs it' : `process ${status.value.owner.pid} runs it`;
      return describeQueue(status.value, runBy);
    },
  });
}
