import { ChevronRight, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactElement } from 'react';
import { useFloatPlace } from './float-place.ts';

export type MenuItem =
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly words: string;
      readonly icon?: LucideIcon;
      readonly shortcut?: string;
      readonly run: () => void;
    }
  | {
      readonly kind: 'submenu';
      readonly id: string;
      readonly words: string;
      readonly icon?: LucideIcon;
      readonly items: readonly MenuItem[];
    }
  | { readonly kind: 'line'; readonly id: string };

export type MenuProps = {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'end';
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
};

const PANEL =
  'appear z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 max-w-80 overflow-y-auto rounded-panel bg-surface-raised p-1 text-sm shadow-float forced-colors:border';
const ITEM =
  'flex h-8 items-center gap-2 rounded-control px-2 outline-none data-highlighted:bg-surface-sunken data-disabled:opacity-50 forced-colors:data-highlighted:outline-2';

/** Where there is no room beside a menu, what comes out of it lies over it, so that neither is cut. */
const NARROW_PX = 480;
const OVERLAP_PX = 120;

function distanceToSubmenu(): number {
  return window.innerWidth < NARROW_PX ? -OVERLAP_PX : 2;
}

/** A menu at a button. Not modal: nothing of the window is taken away while it is open. */
export function Menu({ trigger, items, align = 'end', isOpen, onOpenChange }: MenuProps) {
  const place = useFloatPlace();
  return (
    <DropdownMenu.Root
      modal={false}
      {...(isOpen === undefined ? {} : { open: isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={place}>
        <DropdownMenu.Content align={align} sideOffset={4} collisionPadding={8} className={PANEL}>
          <Items items={items} place={place} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type ItemsProps = { readonly items: readonly MenuItem[]; readonly place: HTMLElement | null };

function Items({ items, place }: ItemsProps) {
  return items.map((item) => {
    if (item.kind === 'line') return <DropdownMenu.Separator key={item.id} className="my-1 h-px bg-line" />;
    const Icon = item.icon;
    const words = (
      <>
        <span className="flex w-4 shrink-0 justify-center text-text-quiet">
          {Icon === undefined ? null : <Icon aria-hidden="true" size={15} strokeWidth={1.75} />}
        </span>
        <span className="min-w-0 flex-1 truncate">{item.words}</span>
      </>
    );
    if (item.kind === 'item') {
      return (
        <DropdownMenu.Item key={item.id} className={ITEM} onSelect={item.run}>
          {words}
          {item.shortcut === undefined ? null : (
            <span aria-hidden="true" className="text-xs text-text-quiet">
              {item.shortcut}
            </span>
          )}
        </DropdownMenu.Item>
      );
    }
    return (
      <DropdownMenu.Sub key={item.id}>
        <DropdownMenu.SubTrigger className={`${ITEM} data-[state=open]:bg-surface-sunken`}>
          {words}
          <ChevronRight aria-hidden="true" size={14} className="text-text-quiet" />
        </DropdownMenu.SubTrigger>
        <DropdownMenu.Portal container={place}>
          <DropdownMenu.SubContent
            sideOffset={distanceToSubmenu()}
            alignOffset={-4}
            collisionPadding={8}
            className={PANEL}
          >
            <Items items={item.items} place={place} />
          </DropdownMenu.SubContent>
        </DropdownMenu.Portal>
      </DropdownMenu.Sub>
    );
  });
}
