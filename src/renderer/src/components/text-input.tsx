import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      type="text"
      className={classNames(
        'selectable h-8 rounded-control border border-line-strong bg-surface-raised px-2.5 text-sm text-text placeholder:text-text-quiet disabled:opacity-50',
        className,
      )}
      {...rest}
    />
  );
}
