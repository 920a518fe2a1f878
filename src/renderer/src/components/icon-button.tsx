import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import { Tooltip } from './tooltip.tsx';

export type BareIconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly size?: 'small' | 'usual';
};

export type IconButtonProps = BareIconButtonProps & {
  /** The key that does the same, as it is shown. */
  readonly shortcut?: string;
};

/** A button whose picture everybody knows; its name is shown beside the pointer, and told to those who cannot see it. */
export function IconButton({ shortcut, ...rest }: IconButtonProps) {
  return (
    <Tooltip words={rest.label} {...(shortcut === undefined ? {} : { shortcut })}>
      <BareIconButton {...rest} />
    </Tooltip>
  );
}

/** Without the name beside the pointer, for rows: a tooltip for each would cost more than all the rest of the row. */
export function BareIconButton({
  icon: Icon,
  label,
  size = 'usual',
  className,
  ...rest
}: BareIconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-control text-text-quiet transition-colors',
        'hover:bg-surface-sunken hover:text-text disabled:opacity-50 disabled:pointer-events-none',
        'aria-pressed:bg-surface-sunken aria-pressed:text-text data-[state=open]:bg-surface-sunken',
        'forced-colors:aria-pressed:border forced-colors:data-[state=open]:border',
        size === 'small' ? 'size-7' : 'size-8',
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden="true" size={16} strokeWidth={1.75} />
    </button>
  );
}
