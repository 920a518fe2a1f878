import { CircleAlert } from 'lucide-react';

export type FieldNoteProps = {
  readonly id?: string;
  /** What is wrong with what was given; null when nothing is. */
  readonly problem: string | null;
  /** What is good to know otherwise. */
  readonly note?: string | null;
};

/** The line below a field. It is there from the start, so that what comes into it is read out. */
export function FieldNote({ id, problem, note = null }: FieldNoteProps) {
  return (
    <p id={id} role="status" className="text-sm text-text-quiet empty:hidden">
      {problem === null ? (
        note
      ) : (
        <span className="inline-flex items-start gap-1.5 text-bad">
          <CircleAlert aria-hidden="true" size={14} className="mt-0.5 shrink-0" />
          {problem}
        </span>
      )}
    </p>
  );
}
