import { amountOptions } from './amount-options.ts';
import { ChoiceField } from './choice-field.tsx';

type Common = {
  readonly label: string;
  readonly hint?: string;
  /** What people usually want. */
  readonly usual: readonly number[];
  readonly words: (amount: number) => string;
};

export type AmountFieldProps = Common & {
  readonly value: number;
  readonly onChange: (value: number) => void;
};

/** A number. Chosen rather than written: nothing that cannot be can be asked for. */
export function AmountField({ usual, words, value, onChange, ...rest }: AmountFieldProps) {
  return (
    <ChoiceField
      {...rest}
      value={String(value)}
      options={amountOptions(usual, value, words)}
      onChange={(chosen) => onChange(Number(chosen))}
    />
  );
}

export type AutomaticFieldProps = Common & {
  readonly value: number | null;
  /** The words for null. */
  readonly automatic: string;
  readonly onChange: (value: number | null) => void;
};

const AUTOMATIC = 'automatic';

/** A number, or what Earshot finds best. */
export function AutomaticField({ usual, words, value, automatic, onChange, ...rest }: AutomaticFieldProps) {
  return (
    <ChoiceField
      {...rest}
      value={value === null ? AUTOMATIC : String(value)}
      options={[{ value: AUTOMATIC, words: automatic }, ...amountOptions(usual, value, words)]}
      onChange={(chosen) => onChange(chosen === AUTOMATIC ? null : Number(chosen))}
    />
  );
}
