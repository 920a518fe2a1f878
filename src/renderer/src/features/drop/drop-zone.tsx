import { ArrowDownToLine } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppContext } from '../../store/app-store.ts';
import { countItems, droppedFiles, hasFiles } from './dropped-files.ts';

/** The whole window takes recordings: dropped anywhere, or pasted. While they are held over it, it says what will happen. */
export function DropZone() {
  const { t } = useTranslation();
  const count = useHeldItems();
  if (count === null) return null;
  return (
    <section
      aria-label={t('app.addRecordings')}
      className="appear pointer-events-none fixed inset-0 z-50 bg-surface/85 p-4 backdrop-blur-md"
    >
      <div className="flex h-full flex-col items-center justify-center gap-3 rounded-panel border-2 border-dashed border-accent text-center">
        <ArrowDownToLine aria-hidden="true" size={40} strokeWidth={1.5} className="text-accent" />
        <p className="text-2xl font-semibold tracking-tight">
          {count === 0 ? t('drop.overlay.unknown') : t('drop.overlay.some', { count })}
        </p>
        <p className="text-text-quiet">{t('drop.overlay.what')}</p>
      </div>
    </section>
  );
}

/** @returns null while nothing is held over the window */
function useHeldItems(): number | null {
  const { store, actions } = useAppContext();
  const { addFiles } = actions;
  const [count, setCount] = useState<number | null>(null);
  useEffect(() => {
    // Each element that the pointer crosses is entered before the last one is left: only their difference tells.
    let depth = 0;
    const end = (): void => {
      depth = 0;
      setCount(null);
    };
    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth += 1;
      setCount(countItems(event.dataTransfer));
    };
    const onOver = (event: DragEvent): void => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    };
    const onLeave = (event: DragEvent): void => {
      if (!hasFiles(event.dataTransfer)) return;
      depth -= 1;
      if (depth <= 0) end();
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      end();
      const isDesktop = store.getState().host?.kind === 'desktop';
      void droppedFiles(event, isDesktop).then(addFiles);
    };
    const onPaste = (event: ClipboardEvent): void => {
      if (!hasFiles(event.clipboardData)) return;
      event.preventDefault();
      void addFiles([...(event.clipboardData?.files ?? [])]);
    };
    const whole = new AbortController();
    const { signal } = whole;
    window.addEventListener('dragenter', onEnter, { signal });
    window.addEventListener('dragover', onOver, { signal });
    window.addEventListener('dragleave', onLeave, { signal });
    window.addEventListener('drop', onDrop, { signal });
    window.addEventListener('paste', onPaste, { signal });
    return () => whole.abort();
  }, [store, addFiles]);
  return count;
}
