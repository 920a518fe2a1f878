import { Popover as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

export type PopoverProps = {
  readonly trigger: ReactElement;
  /** Its name for those who do not see where it hangs. */
  readonly label: string;
  readonly children: ReactNode;
  readonly align?: 'start' | 'center' | 'end';
};

/** A small panel at a button, for what is too much for a menu. Escape and a click outside close it. */
export function Popover({ trigger, label, children, align = 'end' }: PopoverProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="appear z-50 w-80 max-w-[calc(100vw-16px)] rounded-panel bg-surface-raised p-4 text-sm shadow-float forced-colors:border"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
