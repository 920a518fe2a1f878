import { ArrowLeft, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../store/app-store.ts';
import { IconButton } from './icon-button.tsx';

export type ViewFrameProps = {
  readonly title: string;
  /** At the right of the title. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
};

/** What settings, models, health and shortcuts share: a title that takes the focus, a way back, one column that scrolls. */
export function ViewFrame({ title, tools, children }: ViewFrameProps) {
  const { t } = useTranslation();
  const { show } = useActions();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-label={title} className="flex h-full min-h-0 flex-col bg-surface-raised">
      <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-4 wide:px-6">
        <IconButton
          icon={ArrowLeft}
          label={t('app.back')}
          className="-ml-2 wide:hidden"
          onClick={() => show('queue')}
        />
        <h1
          ref={heading}
          tabIndex={-1}
          className="min-w-0 flex-1 truncate text-lg font-semibold outline-none"
        >
          {title}
        </h1>
        {tools}
        <IconButton
          icon={X}
          label={t('app.close')}
          className="max-wide:hidden"
          onClick={() => show('queue')}
        />
      </header>
      {/* The keyboard scrolls it, also where nothing in it takes the focus. */}
      <div
        role="group"
        aria-label={title}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
      >
        <div className="max-w-184 px-4 py-5 wide:px-6">{children}</div>
      </div>
    </section>
  );
}
