import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EXPORT_FORMATS, type ExportFormat } from '../../../../shared/job-options.ts';
import { Button } from '../../components/button.tsx';
import { useActions, useApp } from '../../store/app-store.ts';
import { FormatPreview } from './format-preview.tsx';
import { rememberedFormats, rememberFormats } from './remembered-formats.ts';

export type ExportPanelProps = { readonly uid: string; readonly onSaved: () => void };

/** Which files, how each begins, and one button that saves them all. */
export function ExportPanel({ uid, onSaved }: ExportPanelProps) {
  const { t } = useTranslation();
  const { save } = useActions();
  const isDesktop = useApp(({ host }) => host?.kind === 'desktop');
  const [chosen, setChosen] = useState<readonly ExportFormat[]>(rememberedFormats);
  const [shown, setShown] = useState<ExportFormat>(chosen[0] ?? 'txt');
  const choose = (format: ExportFormat, isChosen: boolean): void => {
    const next = EXPORT_FORMATS.filter((one) => (one === format ? isChosen : chosen.includes(one)));
    setChosen(next);
    setShown(format);
    rememberFormats(next);
  };
  const saveAll = async (): Promise<void> => {
    onSaved();
    await save(uid, chosen);
  };
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto wide:flex-row wide:overflow-hidden">
        <fieldset className="shrink-0 p-2 wide:w-80 wide:overflow-y-auto">
          <legend className="sr-only">{t('exporting.formats')}</legend>
          {EXPORT_FORMATS.map((format) => (
            <FormatChoice
              key={format}
              format={format}
              isChosen={chosen.includes(format)}
              isShown={shown === format}
              onChoose={(isChosen) => choose(format, isChosen)}
              onShow={() => setShown(format)}
            />
          ))}
        </fieldset>
        <FormatPreview uid={uid} format={shown} />
      </div>
      <div className="flex shrink-0 flex-wrap items-center justify-end gap-x-3 gap-y-2 border-t border-line p-3">
        <p className="min-w-40 flex-1 text-xs text-text-quiet">
          {isDesktop ? t('exporting.whereDesktop') : t('exporting.whereBrowser')}
        </p>
        <Button
          look="main"
          icon={<Download aria-hidden="true" size={15} />}
          disabled={chosen.length === 0}
          onClick={() => void saveAll()}
        >
          {t('exporting.save', { count: chosen.length })}
        </Button>
      </div>
    </>
  );
}

type FormatChoiceProps = {
  readonly format: ExportFormat;
  readonly isChosen: boolean;
  readonly isShown: boolean;
  readonly onChoose: (isChosen: boolean) => void;
  readonly onShow: () => void;
};

function FormatChoice({ format, isChosen, isShown, onChoose, onShow }: FormatChoiceProps) {
  const { t } = useTranslation();
  return (
    <label
      onPointerEnter={onShow}
      className={`flex items-start gap-2.5 rounded-control px-2 py-1.5 ${isShown ? 'bg-surface-selected' : ''}`}
    >
      <input
        type="checkbox"
        checked={isChosen}
        onFocus={onShow}
        onChange={(event) => onChoose(event.target.checked)}
        className="mt-0.5 size-3.5 shrink-0 accent-(--accent)"
      />
      <span className="min-w-0">
        <span className="font-medium">{t(`exporting.name.${format}`)}</span>{' '}
        <span className="text-text-quiet">{t(`exporting.ending.${format}`)}</span>
        <span className="block text-xs text-text-quiet">{t(`exporting.what.${format}`)}</span>
      </span>
    </label>
  );
}
