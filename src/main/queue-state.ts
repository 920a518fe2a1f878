import { FollowerBook } from './core/api/follower-book.ts';
import { EventHub } from './core/events/event-hub.ts';
import { ExportedFiles } from './core/export/exported-files.ts';
import { JobBook } from './core/queue/job-book.ts';
import { KnownSpeeds } from './core/queue/known-speeds.ts';
import { PreferencesInForce } from './core/queue/preferences-in-force.ts';
import { SettingsInForce } from './core/queue/settings-in-force.ts';
import type { AsyncStore } from './core/storage/store.ts';

/** Milliseconds of a steady clock. */
export const now = (): number => performance.now();
/** Milliseconds since 1970. */
export const wallNow = (): number => Date.now();

/** What the queue knows, as it is stored, and who is told of it. */
export type QueueState = {
  readonly hub: EventHub;
  readonly followers: FollowerBook;
  readonly settings: SettingsInForce;
  readonly preferences: PreferencesInForce;
  readonly speeds: KnownSpeeds;
  readonly book: JobBook;
  readonly exportedFiles: ExportedFiles;
};

export async function readState(store: AsyncStore): Promise<QueueState> {
  const hub = new EventHub();
  const settings = new SettingsInForce(await store.settings(), store);
  const preferences = new PreferencesInForce(await store.preferences(), store, () =>
    hub.publish({ kind: 'queue-changed' }),
  );
  const speeds = new KnownSpeeds(await store.calibrations(), store);
  const { order, maxAttempts } = settings.current;
  const book = new JobBook({ order, publish: hub.publish.bind(hub), now, wallNow });
  book.maxAttempts = maxAttempts;
  book.load(await store.jobs());
  const exportedFiles = new ExportedFiles();
  for (const { source } of book.all()) exportedFiles.protect(source.path);
  return { hub, followers: new FollowerBook(), settings, preferences, speeds, book, exportedFiles };
}
