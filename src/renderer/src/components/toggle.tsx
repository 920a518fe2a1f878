import { Switch } from 'radix-ui';

export type ToggleProps = {
  readonly id?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  /** Of the element that names it, see `Field`. */
  readonly labelledBy?: string;
  readonly describedBy?: string;
  readonly isDisabled?: boolean;
};

export function Toggle({ id, isOn, onChange, labelledBy, describedBy, isDisabled = false }: ToggleProps) {
  return (
    <Switch.Root
      id={id}
      checked={isOn}
      onCheckedChange={onChange}
      disabled={isDisabled}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className="inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-surface-sunken px-0.5 transition-colors disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Switch.Thumb
        data-fill
        className="block size-3.5 rounded-full bg-text-quiet transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent"
      />
    </Switch.Root>
  );
}
