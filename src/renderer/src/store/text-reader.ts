import type { EventBatch } from '../../../shared/contract/events.ts';
import { isFinal } from '../../../shared/job-state.ts';
import type { PageClient } from '../bridge/page-client.ts';
import type { OpenText } from './app-state.ts';
import type { AppStore } from './app-store.ts';
import { addChunks, againInWork, nowLive, openText, unreadableText, wholeText } from './open-text.ts';

/** Reads the text of the job that somebody looks at: at once, when its run has ended, and when events were missed. */
export class TextReader {
  readonly #client: PageClient;
  readonly #store: AppStore;
  #reading = 0;

  constructor(client: PageClient, store: AppStore) {
    this.#client = client;
    this.#store = store;
  }

  async open(uid: string | null): Promise<void> {
    const { jobs, text } = this.#store.getState();
    if (uid !== null && text?.uid === uid && text.phase !== 'failed') return;
    const job = uid === null ? undefined : jobs.get(uid);
    this.#store.setState({ openUid: uid, text: job === undefined ? null : openText(job.uid, job.revision) });
    if (job !== undefined) await this.read();
  }

  /** Reads the text that is open once more. */
  async read(): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    const { openUid, jobs } = this.#store.getState();
    const job = openUid === null ? undefined : jobs.get(openUid);
    if (job === undefined) return;
    const put = (change: (text: OpenText) => OpenText): void =>
      this.#store.setState(({ text }) =>
        text?.uid === job.uid && reading === this.#reading ? { text: change(text) } : {},
      );
    if (isFinal(job.status.state)) {
      const transcript = await this.#client.call('transcript.get', { uid: job.uid, revision: null });
      if (transcript.ok) return put((text) => wholeText(text, transcript.value));
      // It ended before anything was said: that is no fault, the job itself tells how it ended.
      if (transcript.error.code === 'job-not-found') return put(nowLive);
      return put((text) => unreadableText(text, transcript.error));
    }
    const stored = await this.#client.call('transcript.chunks', { uid: job.uid, from: 0 });
    if (!stored.ok) return put((text) => unreadableText(text, stored.error));
    return put((text) => nowLive(addChunks(text, stored.value.revision, stored.value.chunks)));
  }

  /** To be told of every batch after it was applied. */
  heed({ events }: Extract<EventBatch, { kind: 'events' }>): void {
    const { openUid, text } = this.#store.getState();
    if (openUid === null) return;
    const last = events.findLast((event) => event.kind === 'job-changed' && event.job.uid === openUid);
    if (last?.kind !== 'job-changed') return;
    const { status, revision } = last.job;
    // What was just added may be opened before it is told of: there was nothing to read yet.
    const isNew = text === null || revision !== text.revision;
    const goesOn = !isNew && !isFinal(status.state) && text.phase === 'whole';
    // A whole text that is told again has not changed: its files were written, for example.
    const hasEnded = !isNew && isFinal(status.state) && text.phase !== 'whole';
    if (isNew) this.#store.setState({ text: openText(openUid, revision) });
    else if (goesOn) this.#store.setState({ text: againInWork(text) });
    if (isNew || goesOn || hasEnded) void this.read();
  }
}
