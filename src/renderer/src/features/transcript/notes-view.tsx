import { Info } from 'lucide-react';
import type { JobView } from '../../../../shared/contract/job.ts';
import { isAside, type Outcome } from './outcome.ts';
import { OutcomeStrip } from './outcome-strip.tsx';

export type NotesViewProps = {
  readonly job: JobView;
  readonly notes: readonly string[];
  readonly outcome: Outcome | null;
};

/** What was wrong with the recording, or was repaired on the way: read before the text, not instead of it. */
export function NotesView({ job, notes, outcome }: NotesViewProps) {
  return (
    <div className="flex max-w-[68ch] flex-col gap-4 wide:pl-1">
      {outcome !== null && isAside(outcome) ? (
        <OutcomeStrip job={job} outcome={outcome} place="within" />
      ) : null}
      {notes.length === 0 ? null : (
        <ul className="selectable flex flex-col gap-1 px-3 text-sm text-text-quiet">
          {notes.map((note) => (
            <li key={note} className="flex gap-3">
              <Info aria-hidden="true" size={16} className="mt-px shrink-0" />
              {note}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
