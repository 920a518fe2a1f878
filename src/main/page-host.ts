import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HealthFinding, HostDescription } from '../shared/contract/page.ts';
import { fromFailure } from '../shared/errors.ts';
import type { Installation } from './composition.ts';
import type { PagePorts } from './core/page/page-ports.ts';
import type { AppFolders } from './core/storage/app-folders.ts';
import { checkHealth } from './health/check-health.ts';
import { describeQueue } from './health/describe-queue.ts';
import type { OpenQueue } from './queue-access.ts';

export type PageHostParts = {
  readonly installation: Installation;
  readonly resourcesDir: string;
  readonly folders: AppFolders;
  readonly queue: OpenQueue;
  readonly kind: HostDescription['kind'];
  readonly version: string;
};

/** What every program that shows pages lends to them, whatever the page is shown in. */
export async function pageHost(parts: PageHostParts): Promise<Omit<PagePorts, 'grants' | 'desktop'>> {
  const { folders, queue, resourcesDir, kind, version } = parts;
  return {
    queue,
    host: {
      kind,
      version,
      platform: PLATFORMS[process.platform] ?? 'other',
      licences: await readLicences(join(resourcesDir, 'licenses')),
    },
    sampleFile: join(resourcesDir, 'sample', 'kennedy-1961.mp3'),
    folders,
    discardUpload: (path) => rm(path, { force: true }).catch(() => {}),
    checkHealth: () => findingsOf(parts),
  };
}

const PLATFORMS: { readonly [Platform in NodeJS.Platform]?: HostDescription['platform'] } = {
  linux: 'linux',
  darwin: 'mac',
  win32: 'windows',
};

const licenceListSchema = z.array(
  z.strictObject({ name: z.string(), licence: z.string(), file: z.string() }),
);

async function readLicences(folder: string): Promise<HostDescription['licences']> {
  const list = licenceListSchema.parse(JSON.parse(await readFile(join(folder, 'licenses.json'), 'utf8')));
  return await Promise.all(
    list.map(async ({ file, ...licence }) => ({
      ...licence,
      text: await readFile(join(folder, file), 'utf8'),
    })),
  );
}

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
