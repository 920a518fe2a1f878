import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type EmptyStateProps = {
  readonly icon: LucideIcon;
  /** Colour of the picture. */
  readonly look?: string;
  readonly title: string;
  readonly words?: string;
  /** Buttons. */
  readonly children?: ReactNode;
  /** Below all of it, for those who want to know more. */
  readonly details?: ReactNode;
};

/** What stands where nothing is yet: one sentence, and what to do. In the middle; where it does not fit, it scrolls. */
export function EmptyState(props: EmptyStateProps) {
  const { icon: Icon, look = 'text-text-quiet', title, words, children, details } = props;
  return (
    <div className="flex h-full flex-col items-center overflow-y-auto p-8 text-center">
      <div className="my-auto flex max-w-md flex-col items-center gap-3">
        <Icon aria-hidden="true" size={28} strokeWidth={1.5} className={`shrink-0 ${look}`} />
        <p className="selectable text-lg font-medium">{title}</p>
        {words === undefined ? null : <p className="selectable max-w-96 text-text-quiet">{words}</p>}
        {children === undefined ? null : (
          <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>
        )}
        {details}
      </div>
    </div>
  );
}
