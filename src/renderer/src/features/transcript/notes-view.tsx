import { Info } from 'lucide-react';
import type { JobView } from '../../../../shared/contract/job.ts';
import { isAside, type Outcome } from './outcome.ts';
import { OutcomeStrip } from './outcome-strip.tsx';
import { READING_GRID } from './reading-grid.ts';

export type NotesViewProps = {
  readonly job: JobView;
  readonly notes: readonly string[];
  readonly outcome: Outcome | null;
};

/** What was wrong with the recording, or was repaired on the way: read before the text, not instead of it. */
export function NotesView({ job, notes, outcome }: NotesViewProps) {
  return (
    <div className={READING_GRID}>
      <div className="col-span-2 flex flex-col gap-4 @md:ml-3">
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
    </div>
  );
}
