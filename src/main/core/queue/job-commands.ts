import type { ActionReport, JobSelection, MethodInput } from '../../../shared/contract/methods.ts';
import { EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { JobOptions } from '../../../shared/job-options.ts';
import { isFinal, type JobEvent, nextState } from '../../../shared/job-state.ts';
import type { AsyncStore, JobRecord, Step } from '../storage/store.ts';
import type { JobBook } from './job-book.ts';
import { notThere, type Picked, pickJobs, refusal, refuse } from './job-selection.ts';

/** What a command does to work that is under way. */
export type RunningWork = {
  /** Ends the run of a job that is being cancelled or paused; does nothing when none runs. */
  readonly stop: (record: JobRecord) => void;
  readonly pauseAfterChunks: (record: JobRecord) => void;
  /** The person has put the jobs into an order: from now on that one counts. */
  readonly useOwnOrder: () => Promise<void>;
  /** Something may be started now, or is in another order. */
  readonly reschedule: () => void;
  /** Sends what was announced without waiting for a batch. */
  readonly flush: () => void;
};

const IN_WORDS = {
  cancel: 'cancelled',
  pause: 'paused',
  resume: 'resumed',
  unblock: 'resumed',
  retry: 'tried again',
} as const satisfies Partial<Record<JobEvent, string>>;
type Command = keyof typeof IN_WORDS;

/** What a person does to jobs. Each command is stored first and acted on then, so that it holds across a crash. */
export class JobCommands {
  readonly #book: JobBook;
  readonly #store: AsyncStore;
  readonly #work: RunningWork;

  constructor(book: JobBook, store: AsyncStore, work: RunningWork) {
    this.#book = book;
    this.#store = store;
    this.#work = work;
  }

  cancel(selection: JobSelection): Promise<ActionReport> {
    return this.#stepAll(
      selection,
      () => 'cancel',
      (record) => {
        if (record.state === 'canceling') this.#work.stop(record);
      },
    );
  }

  /** Who asked to pause when the parts at work are done may still change their mind and drop them. */
  async pause(selection: JobSelection, running: MethodInput<'jobs.pause'>['running']): Promise<ActionReport> {
    const isPausing = ({ state }: JobRecord): boolean => state === 'pausing' && running === 'drop';
    const pausing = pickJobs(this.#book, selection, isPausing).records.filter(isPausing);
    for (const record of pausing) this.#work.stop(record);
    const report = await this.#stepAll(
      selection,
      () => 'pause',
      (record) => {
        if (record.state !== 'pausing') return;
        if (running === 'finish') this.#work.pauseAfterChunks(record);
        else this.#work.stop(record);
      },
      (record) => !pausing.includes(record),
    );
    return { done: [...pausing.map(({ uid }) => uid), ...report.done], refused: report.refused };
  }

  /** Paused jobs go on; blocked ones are tried although nothing has changed. */
  resume(selection: JobSelection): Promise<ActionReport> {
    return this.#stepAll(selection, ({ state }) => (state === 'blocked' ? 'unblock' : 'resume'));
  }

  /** What somebody has given up is tried again only where it is named. */
  retry(selection: JobSelection): Promise<ActionReport> {
    return this.#stepAll(selection, () => 'retry');
  }

  /** Does final jobs anew, each as a revision of its own: its old text stays until the new one is complete. */
  async redo(selection: JobSelection, change: Partial<JobOptions>): Promise<ActionReport> {
    const { records, unknown } = pickJobs(this.#book, selection, ({ state }) => isFinal(state));
    const report: ActionReport = { done: [], refused: [...unknown] };
    for (const record of records) {
      try {
        const redone = await this.#store.redo(record.id, { ...record.options, ...change });
        if (redone === null) report.refused.push(refuse(this.#now(record), 'done anew'));
        else {
          report.done.push(redone.uid);
          this.#book.apply(redone);
        }
      } catch (thrown) {
        report.refused.push({ uid: record.uid, error: toEarshotError(thrown).toFailure() });
      }
    }
    this.#conclude();
    return report;
  }

  /** @throws EarshotError `job-not-found`; `state-refused` for a job at its end, which has no place */
  async move(uid: string, to: MethodInput<'jobs.move'>['to']): Promise<void> {
    const record = this.#book.get(uid);
    if (isFinal(record.state)) throw refusal(record.state, 'moved');
    const place = typeof to === 'string' ? to : { before: this.#book.get(to.before).uid };
    const { line } = this.#book;
    const priority = line.priorityFor(record.uid, place) ?? record.priority;
    const ranks = line.ranksFor(record.uid, place);
    if (priority !== record.priority) await this.prioritise({ uids: [uid] }, priority);
    const moves = ranks.map(({ uid: moved, rank }) => ({ jobId: this.#book.get(moved).id, rank }));
    for (const changed of await this.#store.setRanks(moves)) this.#book.apply(changed);
    if (line.mode !== 'my-order') await this.#work.useOwnOrder();
    this.#conclude();
  }

  /** Of a batch and of all jobs, those that are not at their end. */
  async prioritise(selection: JobSelection, priority: number): Promise<ActionReport> {
    const { records, unknown } = pickJobs(this.#book, selection, ({ state }) => !isFinal(state));
    const changed = await this.#store.setPriority(
      records.map(({ id }) => id),
      priority,
    );
    for (const record of changed) this.#book.apply(record);
    this.#conclude();
    return { done: changed.map(({ uid }) => uid), refused: [...unknown] };
  }

  /** Takes final jobs off the list. */
  async remove(selection: JobSelection): Promise<ActionReport> {
    const { records, unknown } = pickJobs(this.#book, selection, ({ state }) => isFinal(state));
    const done = await this.#store.remove(records.map(({ id }) => id));
    for (const uid of done) this.#book.drop(uid);
    this.#conclude();
    const removed = new Set(done);
    const left = records.filter(({ uid }) => !removed.has(uid));
    return { done, refused: [...unknown, ...left.map((record) => refuse(this.#now(record), 'removed'))] };
  }

  /** Brings back what was removed. @throws EarshotError `invalid-argument`: nobody can mean all */
  async restore(selection: JobSelection): Promise<ActionReport> {
    if (selection === 'all' || 'batchUid' in selection) {
      throw new EarshotError('invalid-argument', 'Say which jobs are to be restored.');
    }
    const { records: present, unknown } = pickJobs(this.#book, selection, () => true);
    const restored = await this.#store.restore(unknown.map(({ uid }) => uid));
    for (const record of restored) this.#book.apply(record);
    this.#conclude();
    const done = restored.map(({ uid }) => uid);
    const isBack = new Set(done);
    const missing = unknown.filter(({ uid }) => !isBack.has(uid)).map(({ uid }) => notThere(uid));
    return { done, refused: [...missing, ...present.map((record) => refuse(record, 'restored'))] };
  }

  async #stepAll(
    selection: JobSelection,
    commandFor: (record: JobRecord) => Command,
    act: (record: JobRecord) => void = () => {},
    isLeft: (record: JobRecord) => boolean = () => true,
  ): Promise<ActionReport> {
    const { records, unknown }: Picked = pickJobs(this.#book, selection, (record) =>
      appliesTo(record, commandFor(record)),
    );
    const todo = records.filter(isLeft);
    const report: ActionReport = { done: [], refused: [...unknown] };
    const results = await this.#store.steps(todo.map((record) => stepOf(record, commandFor(record))));
    for (const [index, record] of todo.entries()) {
      const result = results[index] ?? null;
      if (result === null) report.refused.push(refuse(this.#now(record), IN_WORDS[commandFor(record)]));
      else {
        report.done.push(result.uid);
        this.#book.apply(result);
        act(result);
      }
    }
    this.#conclude();
    return report;
  }

  /** Somebody has asked for it, looks at the screen and waits: nobody is to hear of it with the next batch only. */
  #conclude(): void {
    this.#work.reschedule();
    this.#work.flush();
  }

  /** The state that refused is the one in which the job is by now. */
  #now(record: JobRecord): JobRecord {
    return this.#book.find(record.uid) ?? record;
  }
}

/** Of a whole text there is nothing to try again, and what was cancelled did not go wrong. */
function appliesTo({ state, chunksGap }: JobRecord, command: Command): boolean {
  if (command === 'retry' && state === 'completed' && chunksGap === 0) return false;
  if (command === 'retry' && state === 'canceled') return false;
  return nextState(state, command) !== null;
}

function stepOf({ id }: JobRecord, event: Command): Step {
  const isFreshStart = event !== 'cancel' && event !== 'pause';
  return { jobId: id, event, actor: 'user', epoch: null, ...(isFreshStart ? { attempt: 'reset' } : {}) };
}
