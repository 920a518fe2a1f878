import type { EventBatch, QueueEvent } from '../../../shared/contract/events.ts';
import type { JobView } from '../../../shared/contract/job.ts';
import type { AppState, Lanes } from './app-state.ts';
import { joinLanes, LaneEditor, sortLanes } from './lanes.ts';
import { addChunks } from './open-text.ts';

type Events = Extract<EventBatch, { kind: 'events' }>;

/** An estimate that grows by more than this says so; less is noise, and what was said before stands. */
const NOTICEABLE_GROWTH = 1.2;
const NOTICEABLE_GROWTH_MS = 60_000;

/** All jobs as they were when event `seq` had happened. */
export function applySnapshot(
  state: AppState,
  seq: number,
  list: readonly JobView[],
  nowMs: number,
): AppState {
  const jobs = new Map(list.map((job) => [job.uid, job]));
  const retryAtMs = new Map<string, number>();
  for (const { uid, status } of list) {
    if (status.state === 'retry_wait') retryAtMs.set(uid, nowMs + status.retryInMs);
  }
  const lanes = sortLanes(list);
  const selection = state.selection.size === 0 ? state.selection : keep(state.selection, jobs);
  return {
    ...state,
    seq,
    jobs,
    lanes,
    order: joinLanes(lanes),
    retryAtMs,
    slower: new Set(),
    selection,
    cursorUid: state.cursorUid !== null && jobs.has(state.cursorUid) ? state.cursorUid : null,
  };
}

/**
 * What has happened, once: a batch whose events are all known changes nothing. One that begins with some that are known
 * and ends with others that are not ends in the same state, since each event tells a whole job.
 *
 * @param nowMs milliseconds since 1970
 */
export function applyEvents(state: AppState, batch: Events, nowMs: number): AppState {
  if (batch.seq <= state.seq) return state;
  const draft = new Draft(state, nowMs);
  for (const event of batch.events) draft.apply(event);
  return draft.done(batch.seq);
}

/** Copies of what changes, made once for a batch however many events it has. */
class Draft {
  readonly #before: AppState;
  readonly #nowMs: number;
  readonly #lanes: LaneEditor;
  #jobs: Map<string, JobView> | null = null;
  #retryAtMs: Map<string, number> | null = null;
  #slower: Set<string> | null = null;
  #text: AppState['text'];
  readonly #gone = new Set<string>();

  constructor(state: AppState, nowMs: number) {
    this.#before = state;
    this.#nowMs = nowMs;
    this.#lanes = new LaneEditor(state.lanes);
    this.#text = state.text;
  }

  apply(event: QueueEvent): void {
    switch (event.kind) {
      case 'job-changed':
        return this.#change(event.job);
      case 'job-progress':
        return this.#progress(event);
      case 'job-segments':
        if (this.#text?.uid === event.uid) this.#text = addChunks(this.#text, event.revision, [event]);
        return undefined;
      case 'job-notice':
        return this.#notice(event.uid, event.message);
      case 'job-removed':
        return this.#remove(event.uid);
      case 'queue-changed':
        return undefined;
    }
  }

  done(seq: number): AppState {
    const before = this.#before;
    const lanes = this.#lanes.done();
    const jobs = this.#jobs ?? before.jobs;
    const isGone = (uid: string | null): boolean => uid !== null && this.#gone.has(uid) && !jobs.has(uid);
    const openUid = isGone(before.openUid) ? null : before.openUid;
    return {
      ...before,
      seq,
      jobs,
      lanes,
      order: orderOf(before, lanes),
      retryAtMs: this.#retryAtMs ?? before.retryAtMs,
      slower: this.#slower ?? before.slower,
      openUid,
      text: openUid === null ? null : this.#text,
      selection:
        this.#gone.size === 0 || before.selection.size === 0
          ? before.selection
          : keep(before.selection, jobs),
      cursorUid: isGone(before.cursorUid) ? null : before.cursorUid,
    };
  }

  #change(job: JobView): void {
    const jobs = this.#editJobs();
    const old = jobs.get(job.uid);
    jobs.set(job.uid, job);
    this.#lanes.put(old, job, jobs);
    if (job.status.state === 'importing') this.#lanes.touch('waiting');
    const { status, uid } = job;
    if (status.state === 'retry_wait') this.#editRetries().set(uid, this.#nowMs + status.retryInMs);
    else if (this.#retries().has(uid)) this.#editRetries().delete(uid);
    if (status.state !== 'running') this.#setSlower(uid, false);
  }

  #progress({ uid, stage, progress }: Extract<QueueEvent, { kind: 'job-progress' }>): void {
    const old = (this.#jobs ?? this.#before.jobs).get(uid);
    if (old === undefined) return;
    const status = old.status.state === 'running' ? { ...old.status, stage } : old.status;
    const said = old.progress.remainingMs;
    const grows = said !== null && progress.remainingMs !== null && progress.remainingMs > said;
    const isNews = grows && isNoticeable(said, progress.remainingMs ?? said);
    if (isNews) this.#setSlower(uid, true);
    const shown = grows && !isNews ? { ...progress, remainingMs: said } : progress;
    this.#editJobs().set(uid, { ...old, status, progress: shown });
  }

  #notice(uid: string, message: string): void {
    const old = (this.#jobs ?? this.#before.jobs).get(uid);
    if (old === undefined || old.notices.includes(message)) return;
    this.#editJobs().set(uid, { ...old, notices: [...old.notices, message] });
  }

  #remove(uid: string): void {
    const jobs = this.#editJobs();
    const old = jobs.get(uid);
    if (old === undefined) return;
    jobs.delete(uid);
    this.#lanes.put(old, null, jobs);
    this.#gone.add(uid);
    this.#setSlower(uid, false);
    if (this.#retries().has(uid)) this.#editRetries().delete(uid);
  }

  #setSlower(uid: string, isSlower: boolean): void {
    if ((this.#slower ?? this.#before.slower).has(uid) === isSlower) return;
    this.#slower ??= new Set(this.#before.slower);
    if (isSlower) this.#slower.add(uid);
    else this.#slower.delete(uid);
  }

  #retries(): ReadonlyMap<string, number> {
    return this.#retryAtMs ?? this.#before.retryAtMs;
  }

  #editRetries(): Map<string, number> {
    return (this.#retryAtMs ??= new Map(this.#before.retryAtMs));
  }

  #editJobs(): Map<string, JobView> {
    return (this.#jobs ??= new Map(this.#before.jobs));
  }
}

function orderOf(before: AppState, lanes: Lanes): readonly string[] {
  return lanes === before.lanes ? before.order : joinLanes(lanes);
}

function isNoticeable(saidMs: number, nowMs: number): boolean {
  return nowMs > saidMs * NOTICEABLE_GROWTH && nowMs > saidMs + NOTICEABLE_GROWTH_MS;
}

function keep(uids: ReadonlySet<string>, jobs: ReadonlyMap<string, JobView>): ReadonlySet<string> {
  return new Set([...uids].filter((uid) => jobs.has(uid)));
}
