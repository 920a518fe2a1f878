import type { PageClient } from '../bridge/page-client.ts';
import type { AppStore } from './app-store.ts';
import type { NoticeBoard } from './notices.ts';

/**
 * Hands files over to the host, with their progress on the screen while that takes time.
 *
 * @returns their grants; null when it failed, which has been told
 */
export async function handOver(
  files: readonly File[],
  { client, store, board }: { client: PageClient; store: AppStore; board: NoticeBoard },
): Promise<readonly string[] | null> {
  const id = (store.getState().intakes.at(-1)?.id ?? 0) + 1;
  store.setState(({ intakes }) => ({
    intakes: [...intakes, { id, fileCount: files.length, fraction: 0 }],
  }));
  const granted = await client.grantFiles(files, (fraction) =>
    store.setState(({ intakes }) => ({
      intakes: intakes.map((intake) => (intake.id === id ? { ...intake, fraction } : intake)),
    })),
  );
  store.setState(({ intakes }) => ({ intakes: intakes.filter((intake) => intake.id !== id) }));
  if (granted.ok) return granted.value;
  board.failure(granted.error);
  return null;
}
