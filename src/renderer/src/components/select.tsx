import { ChevronDown } from 'lucide-react';
import { classNames } from './class-names.ts';

export type SelectOption<Value extends string> = { readonly value: Value; readonly words: string };

export type SelectProps<Value extends string> = {
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly id?: string;
  readonly label?: string;
  readonly describedBy?: string;
  readonly isDisabled?: boolean;
  readonly className?: string;
};

/** The system's own list: every screen reader, every phone and every keyboard knows it already. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, options, onChange, id, label, describedBy, isDisabled = false, className } = props;
  return (
    <span className={classNames('relative inline-flex max-w-full items-center', className)}>
      <select
        id={id}
        aria-label={label}
        aria-describedby={describedBy}
        disabled={isDisabled}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
        className="select block h-8 w-full appearance-none truncate rounded-control border border-line-strong bg-surface-raised pr-7 pl-2.5 text-sm leading-7.5 text-text hover:bg-surface-hover disabled:opacity-50"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.words}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        size={14}
        className="pointer-events-none absolute right-2 text-text-quiet"
      />
    </span>
  );
}
