import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement } from 'react';

export type TooltipProps = {
  readonly words: string;
  readonly shortcut?: string;
  readonly children: ReactElement;
};

/** Says what a control is; never anything that is said nowhere else. */
export function Tooltip({ words, shortcut, children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={6}
          collisionPadding={8}
          className="appear z-50 flex max-w-72 items-center gap-2 rounded-control bg-text px-2 py-1 text-xs text-surface-raised forced-colors:border"
        >
          {words}
          {shortcut === undefined ? null : <span className="opacity-70">{shortcut}</span>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Around the app: one pointer that wanders along a row of buttons waits only once. */
export const TooltipProvider = Radix.Provider;
