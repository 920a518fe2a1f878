import type { AppState } from '../../store/app-state.ts';
import { stateWords, type WordsPorts } from './job-words.ts';

const QUARTERS = [0.25, 0.5, 0.75] as const;
/** More at once would only be read out in part. */
const MOST_AT_ONCE = 3;

/** What is worth saying aloud about the step from one state to the next: changes of state, and a quarter passed. */
export function announcements(
  state: AppState,
  before: AppState,
  { t, formats }: WordsPorts,
): readonly string[] {
  if (state.jobs === before.jobs || before.line === 'connecting') return [];
  const atWork = new Set([...before.lanes.atWork, ...state.lanes.atWork]);
  const words = [...atWork].flatMap((uid) => {
    const job = state.jobs.get(uid);
    const old = before.jobs.get(uid);
    if (job === undefined || old === undefined || job === old) return [];
    const { title } = job;
    if (job.status.state !== old.status.state) {
      const facts = { place: null, readyInMs: null, retryInMs: null, isSlower: false, elapsedMs: 0 };
      return [t('queue.announce.state', { title, state: stateWords(job, facts, { t, formats }) })];
    }
    const passed = QUARTERS.findLast(
      (quarter) => job.progress.fraction >= quarter && old.progress.fraction < quarter,
    );
    return passed === undefined
      ? []
      : [t('queue.announce.percent', { title, percent: formats.percent(passed) })];
  });
  return words.slice(0, MOST_AT_ONCE);
}
