import type { i18n } from 'i18next';
import type { PageBridge } from '../../../shared/contract/page.ts';
import { createPageClient } from '../bridge/page-client.ts';
import { formatsFor } from '../i18n/use-formats.ts';
import { type App, createAppStore } from './app-store.ts';
import { CommandBus } from './command-bus.ts';
import { createActions } from './create-actions.ts';
import { Line } from './line.ts';
import { NoticeBoard } from './notices.ts';
import { EndNotices } from './notify-ends.ts';
import type { PagePorts } from './page-ports.ts';
import { TextReader } from './text-reader.ts';

export type RunningApp = App & { readonly stop: () => void };

/** Puts the page's parts together, without a screen: whatever shows them is given an {@link App}. */
export function startApp(bridge: PageBridge, words: i18n, page: PagePorts): RunningApp {
  const client = createPageClient(bridge);
  const store = createAppStore();
  const commands = new CommandBus();
  const board = new NoticeBoard(store);
  const reader = new TextReader(client, store);
  const actions = createActions({ client, store, board, reader, page, t: words.t });
  const ends = new EndNotices({
    store,
    t: words.t,
    formats: formatsFor(words),
    isWatched: page.isWatched,
    notify: page.notify,
    open: (uid) => void actions.open(uid),
  });
  const line = new Line({
    client,
    store,
    wallNow: () => Date.now(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onSynced: () => {
      ends.learn(store.getState().jobs.values());
      void reader.read();
    },
    onBatch: (batch) => {
      reader.heed(batch);
      ends.heed(batch);
    },
    onMessage: (message) => {
      if (message.kind === 'show-job') void actions.open(message.uid);
      else if (message.kind === 'intake') board.intake(message.report);
      else commands.run(message.command);
    },
  });
  line.start();
  return { store, actions, commands, stop: () => line.stop() };
}
