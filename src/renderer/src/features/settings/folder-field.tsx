import { useTranslation } from 'react-i18next';
import type { HostDescription } from '../../../../shared/contract/page.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { useActions } from '../../store/app-store.ts';
import { useSaving } from './save-context.ts';

export type FolderFieldProps = {
  readonly outputDir: string | null;
  readonly hostKind: HostDescription['kind'];
};

/** Where files go. A page cannot name folders: the desktop app asks with the system's dialog. */
export function FolderField({ outputDir, hostKind }: FolderFieldProps) {
  const { t } = useTranslation();
  const { chooseOutputFolder } = useActions();
  const { prefer } = useSaving();
  const inBrowser = t(outputDir === null ? 'settings.files.inBrowser' : 'settings.files.inBrowserWithFolder');
  return (
    <Field
      label={t('settings.files.folder')}
      {...(hostKind === 'browser' ? { hint: inBrowser } : {})}
      place="below"
    >
      {({ controlId, labelId, hintId }) => (
        <div role="group" aria-labelledby={labelId} className="flex flex-wrap items-center gap-2">
          <output
            id={controlId}
            aria-describedby={hintId}
            className="selectable min-w-0 flex-1 basis-64 rounded-control bg-surface px-2.5 py-1.5 text-sm break-words"
          >
            {outputDir ?? t('settings.files.beside')}
          </output>
          {hostKind === 'desktop' ? (
            <Button onClick={() => void chooseOutputFolder()}>{t('settings.files.choose')}</Button>
          ) : null}
          {outputDir === null ? null : (
            <Button onClick={() => void prefer({ exports: { outputDir: null } })}>
              {t('settings.files.chooseBeside')}
            </Button>
          )}
        </div>
      )}
    </Field>
  );
}
