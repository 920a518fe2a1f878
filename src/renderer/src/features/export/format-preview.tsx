import { ClipboardCopy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PageOutput } from '../../../../shared/contract/page.ts';
import type { ExportFormat } from '../../../../shared/job-options.ts';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { useActions } from '../../store/app-store.ts';

type File = PageOutput<'transcript.render'>;

/** Made of paragraphs, each a line of its own; in the others, a line that is broken would look like two. */
const PROSE: ReadonlySet<ExportFormat> = new Set(['txt', 'md']);

const LINES = 24;
/** Who passes over the list with the pointer does not want every format. */
const REST_MS = 120;

export type FormatPreviewProps = { readonly uid: string; readonly format: ExportFormat };

/** How a file of this format begins. */
export function FormatPreview({ uid, format }: FormatPreviewProps) {
  const { t } = useTranslation();
  const { copy } = useActions();
  const file = useFile(uid, format);
  const lines = file?.text.split('\n', LINES + 1) ?? [];
  return (
    <div className="flex min-w-0 shrink-0 flex-col border-t border-line bg-surface wide:min-h-0 wide:flex-1 wide:shrink wide:border-t-0 wide:border-l">
      <div className="flex h-10 shrink-0 items-center gap-2 pr-2 pl-3">
        <p dir="auto" className="min-w-0 flex-1 truncate text-xs text-text-quiet">
          {file?.fileName ?? ''}
        </p>
        {file === null ? null : (
          <Button
            look="plain"
            size="small"
            icon={<ClipboardCopy aria-hidden="true" size={13} />}
            onClick={() => void copy(file.text)}
          >
            {t('queue.action.copy')}
          </Button>
        )}
      </div>
      {/* Scrolls: whoever uses the keyboard must be able to get into it. */}
      {/* oxlint-disable jsx-a11y/no-noninteractive-tabindex */}
      <pre
        tabIndex={0}
        role="region"
        dir="auto"
        aria-label={t('exporting.preview', { format: t(`exporting.name.${format}`) })}
        className={classNames(
          'selectable h-32 overflow-auto px-3 pb-3 font-mono text-xs wide:h-auto wide:flex-1',
          PROSE.has(format) && 'break-words whitespace-pre-wrap',
        )}
      >
        {lines.slice(0, LINES).join('\n')}
        {lines.length > LINES ? '\n…' : ''}
      </pre>
      {/* oxlint-enable jsx-a11y/no-noninteractive-tabindex */}
    </div>
  );
}

function useFile(uid: string, format: ExportFormat): File | null {
  const { render } = useActions();
  const [file, setFile] = useState<{ readonly format: ExportFormat; readonly file: File | null } | null>(
    null,
  );
  useEffect(() => {
    let isWanted = true;
    const read = async (): Promise<void> => {
      const rendered = await render(uid, format);
      if (isWanted) setFile({ format, file: rendered });
    };
    const timer = window.setTimeout(() => void read(), REST_MS);
    return () => {
      isWanted = false;
      window.clearTimeout(timer);
    };
  }, [uid, format, render]);
  return file?.format === format ? file.file : null;
}
