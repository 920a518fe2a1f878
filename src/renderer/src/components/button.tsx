import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type ButtonLook = 'main' | 'quiet' | 'plain' | 'calling';

/**
 * `main`: the one thing to do here; `quiet`: with an edge; `plain`: within text and rows; `calling`: there too, where
 * nothing goes on before somebody has pressed it. The last two have no edge of forced colours, which would cut into the
 * lines around them.
 */
const LOOKS: Record<ButtonLook, string> = {
  main: 'bg-accent text-on-accent hover:bg-accent-hover border border-transparent',
  quiet: 'bg-surface-raised text-text border border-line-strong/60 hover:bg-surface-hover',
  plain: 'text-text hover:bg-surface-sunken forced-colors:underline',
  calling:
    'text-accent hover:bg-surface-sunken hover:text-accent-hover forced-colors:text-text forced-colors:underline',
};

const SIZES = {
  small: 'h-7 px-2.5 text-sm',
  usual: 'h-8 px-3 text-sm',
  large: 'h-10 px-4 text-base',
} as const;

export type ButtonProps = ComponentProps<'button'> & {
  readonly look?: ButtonLook;
  readonly size?: keyof typeof SIZES;
  readonly icon?: ReactNode;
};

export function Button({ look = 'quiet', size = 'usual', icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classNames(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap transition-colors',
        'disabled:opacity-50 disabled:pointer-events-none',
        LOOKS[look],
        SIZES[size],
        className,
      )}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}
