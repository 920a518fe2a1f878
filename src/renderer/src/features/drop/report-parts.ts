import type { Disposition } from '../../../../shared/contract/methods.ts';
import type { IntakeReport } from '../../../../shared/contract/page.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';

/** What became of some of the recordings that were handed over; also the key of its words. */
export type Outcome =
  | 'added'
  | 'continued'
  | 'alreadyThere'
  | 'alreadyDone'
  | 'newRevision'
  | 'noSound'
  | 'notMedia'
  | 'noMediaInFolder'
  | 'unreadable'
  | 'other';

export type ReportPart = {
  readonly outcome: Outcome;
  readonly count: number;
  /** Those that are in the queue. */
  readonly uids: readonly string[];
  /** Those that are not, each with the sentence that says why. */
  readonly problems: IntakeReport['problems'];
};

const OF_DISPOSITION: Record<Disposition, Outcome> = {
  added: 'added',
  continued: 'continued',
  'already-there': 'alreadyThere',
  'already-done': 'alreadyDone',
  'new-revision': 'newRevision',
};

const OF_ERROR: Partial<Record<ErrorCode, Outcome>> = {
  'no-audio-track': 'noSound',
  'audio-empty': 'noSound',
  'not-media': 'notMedia',
  'file-empty': 'notMedia',
  'no-media-in-folder': 'noMediaInFolder',
  'file-unreadable': 'unreadable',
  'file-not-found': 'unreadable',
  'not-a-file': 'unreadable',
};

const ORDER: readonly Outcome[] = [
  'added',
  'continued',
  'newRevision',
  'alreadyThere',
  'alreadyDone',
  'noSound',
  'notMedia',
  'noMediaInFolder',
  'unreadable',
  'other',
];

const GOOD: ReadonlySet<Outcome> = new Set([
  'added',
  'continued',
  'newRevision',
  'alreadyThere',
  'alreadyDone',
]);

/** Whether any of it is in the queue and not lost to it. */
export function isAnyGood(parts: readonly ReportPart[]): boolean {
  return parts.some(({ outcome }) => GOOD.has(outcome));
}

/**
 * "12 added · 1 already transcribed · 1 has no sound": a report in parts, the good news first.
 *
 * @param failureOf how a job has failed by now: what a file holds is found out a moment after it was added
 */
export function reportParts(
  { jobs, problems }: IntakeReport,
  failureOf: (uid: string) => ErrorCode | null,
): readonly ReportPart[] {
  const outcomeOf = ({ uid, disposition }: IntakeReport['jobs'][number]): Outcome =>
    OF_ERROR[failureOf(uid) ?? 'internal'] ?? OF_DISPOSITION[disposition];
  const byOutcome = Map.groupBy(jobs, outcomeOf);
  const problemsBy = Map.groupBy(problems, ({ error }) => OF_ERROR[error.code] ?? 'other');
  return ORDER.flatMap((outcome) => {
    const uids = (byOutcome.get(outcome) ?? []).map(({ uid }) => uid);
    const bad = problemsBy.get(outcome) ?? [];
    const count = uids.length + bad.length;
    return count === 0 ? [] : [{ outcome, count, uids, problems: bad }];
  });
}
