import { ChevronDown, FileDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useCommand } from '../../store/use-command.ts';
import { ExportPanel } from './export-panel.tsx';

/** Opens the panel for files. It hangs above the text and takes nothing away: the rest of the window goes on. */
export function ExportButton({ uid }: { readonly uid: string }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  useCommand('export', () => setIsOpen((before) => !before));
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger asChild>
        <Button className="max-wide:px-2">
          <FileDown aria-hidden="true" size={15} className="wide:hidden" />
          <span className="max-wide:sr-only">{t('exporting.open')}</span>
          <ChevronDown aria-hidden="true" size={14} className="max-wide:hidden" />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={t('exporting.title')}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="appear z-30 flex max-h-(--radix-popover-content-available-height) w-[min(48rem,calc(100vw-16px))] flex-col overflow-hidden rounded-panel bg-surface-raised text-sm shadow-float forced-colors:border"
        >
          <ExportPanel uid={uid} onSaved={() => setIsOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
