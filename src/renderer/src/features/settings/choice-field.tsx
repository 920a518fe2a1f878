import { Field } from '../../components/field.tsx';
import { Select, type SelectOption } from '../../components/select.tsx';

export type ChoiceFieldProps<Value extends string> = {
  readonly label: string;
  readonly hint?: string;
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
};

export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { label, hint, value, options, onChange } = props;
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })}>
      {({ controlId, hintId }) => (
        <Select
          id={controlId}
          {...(hintId === undefined ? {} : { describedBy: hintId })}
          value={value}
          options={options}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
