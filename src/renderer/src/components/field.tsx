import { type ReactNode, useId } from 'react';

export type FieldIds = {
  readonly controlId: string;
  readonly labelId: string;
  readonly hintId: string | undefined;
};

export type FieldProps = {
  readonly label: string;
  readonly hint?: string;
  /** `beside`: small controls at the end of the line; `below`: those that need its width. */
  readonly place?: 'beside' | 'below';
  /** Given the ids that tie the control to its name: `id={controlId}`, or `labelledBy={labelId}` for a `Toggle`. */
  readonly children: (ids: FieldIds) => ReactNode;
};

/** A control with its name and, where the name does not suffice, a sentence. */
export function Field({ label, hint, place = 'beside', children }: FieldProps) {
  const id = useId();
  const ids: FieldIds = {
    controlId: `${id}control`,
    labelId: `${id}label`,
    hintId: hint === undefined ? undefined : `${id}hint`,
  };
  return (
    <div
      className={
        place === 'beside'
          ? 'flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-2.5'
          : 'flex flex-col gap-2 py-2.5'
      }
    >
      <div className={place === 'beside' ? 'min-w-0 flex-1 basis-56' : 'max-w-prose min-w-0'}>
        <label id={ids.labelId} htmlFor={ids.controlId} className="block font-medium">
          {label}
        </label>
        {hint === undefined ? null : (
          <p id={ids.hintId} className="mt-0.5 text-sm text-text-quiet">
            {hint}
          </p>
        )}
      </div>
      {children(ids)}
    </div>
  );
}
