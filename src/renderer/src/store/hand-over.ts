import type { IntakeReport } from '../../../shared/contract/page.ts';
import type { PageClient } from '../bridge/page-client.ts';
import type { Intake } from './app-state.ts';
import type { AppStore } from './app-store.ts';
import type { NoticeBoard } from './notices.ts';

export type HandOverPorts = {
  readonly client: PageClient;
  readonly store: AppStore;
  readonly board: NoticeBoard;
};

export type HandedOver = {
  readonly grants: readonly string[];
  /** Files that could not be handed over, while others could. */
  readonly problems: IntakeReport['problems'];
};

/**
 * Hands files over to the host: in the desktop app all at once, by their paths; in a browser one by one, with their
 * progress on the screen and a way to call it off. One that cannot be sent does not keep the others back.
 *
 * @returns null when it was called off, or when the host is gone, which has been told
 */
export async function handOver(files: readonly File[], ports: HandOverPorts): Promise<HandedOver | null> {
  const { client, store, board } = ports;
  if (store.getState().host?.kind !== 'desktop') return await sendAll(files, ports);
  const granted = await client.grantFiles(files, () => {});
  if (granted.ok) return { grants: granted.value, problems: [] };
  board.failure(granted.error);
  return null;
}

async function sendAll(
  files: readonly File[],
  { client, store, board }: HandOverPorts,
): Promise<HandedOver | null> {
  const stop = new AbortController();
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  const line = new IntakeLine(store, {
    fileCount: files.length,
    current: files[0]?.name ?? '',
    fraction: 0,
    cancel: () => stop.abort(),
  });
  const grants: string[] = [];
  const problems: IntakeReport['problems'] = [];
  let sentBytes = 0;
  try {
    for (const file of files) {
      const before = sentBytes;
      const share = (fraction: number): number =>
        totalBytes === 0 ? 1 : (before + file.size * fraction) / totalBytes;
      line.show({ current: file.name, fraction: share(0) });
      const granted = await client.grantFiles(
        [file],
        (fraction) => line.show({ fraction: share(fraction) }),
        stop.signal,
      );
      sentBytes += file.size;
      if (stop.signal.aborted) return null;
      if (granted.ok) grants.push(...granted.value);
      else if (granted.error.code !== 'queue-unreachable')
        problems.push({ name: file.name, error: granted.error });
      else {
        board.failure(granted.error);
        return null;
      }
    }
    return { grants, problems };
  } finally {
    line.end();
  }
}

/** The line on the screen that tells of files on their way. */
class IntakeLine {
  readonly #store: AppStore;
  readonly #id: number;

  constructor(store: AppStore, intake: Omit<Intake, 'id'>) {
    this.#store = store;
    this.#id = (store.getState().intakes.at(-1)?.id ?? 0) + 1;
    store.setState(({ intakes }) => ({ intakes: [...intakes, { ...intake, id: this.#id }] }));
  }

  show(change: Partial<Pick<Intake, 'current' | 'fraction'>>): void {
    this.#store.setState(({ intakes }) => ({
      intakes: intakes.map((intake) => (intake.id === this.#id ? { ...intake, ...change } : intake)),
    }));
  }

  end(): void {
    this.#store.setState(({ intakes }) => ({ intakes: intakes.filter(({ id }) => id !== this.#id) }));
  }
}
