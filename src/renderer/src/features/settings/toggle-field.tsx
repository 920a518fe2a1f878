import { Field } from '../../components/field.tsx';
import { Toggle } from '../../components/toggle.tsx';

export type ToggleFieldProps = {
  readonly label: string;
  readonly hint?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
};

export function ToggleField({ label, hint, isOn, onChange }: ToggleFieldProps) {
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })}>
      {({ controlId, labelId, hintId }) => (
        <Toggle
          id={controlId}
          labelledBy={labelId}
          {...(hintId === undefined ? {} : { describedBy: hintId })}
          isOn={isOn}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
