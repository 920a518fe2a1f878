import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type EmptyStateProps = {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly words?: string;
  /** Buttons. */
  readonly children?: ReactNode;
};

/** What stands where nothing is yet: one sentence, and what to do. */
export function EmptyState({ icon: Icon, title, words, children }: EmptyStateProps) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-8 text-center">
      <Icon aria-hidden="true" size={28} strokeWidth={1.5} className="text-text-quiet" />
      <p className="text-lg font-medium">{title}</p>
      {words === undefined ? null : <p className="max-w-96 text-text-quiet">{words}</p>}
      {children === undefined ? null : (
        <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>
      )}
    </div>
  );
}
