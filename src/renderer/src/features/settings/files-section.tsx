import { useTranslation } from 'react-i18next';
import type { HostDescription } from '../../../../shared/contract/page.ts';
import type { ExportRule } from '../../../../shared/job-options.ts';
import { ChoiceField } from './choice-field.tsx';
import { FolderField } from './folder-field.tsx';
import { FormatsField } from './formats-field.tsx';
import { NameField } from './name-field.tsx';
import { useSaving } from './save-context.ts';
import { Section } from './section.tsx';

export type RuleProps = { readonly rule: ExportRule };

/** Which files a finished recording writes by itself; where and how is only asked when there are any. */
export function FilesSection({ rule, hostKind }: RuleProps & { readonly hostKind: HostDescription['kind'] }) {
  const { t } = useTranslation();
  const { prefer } = useSaving();
  return (
    <Section part="files" what={t('settings.files.what')}>
      <FormatsField rule={rule} />
      {rule.formats.length === 0 ? null : (
        <>
          <FolderField outputDir={rule.outputDir} hostKind={hostKind} />
          <NameField rule={rule} />
          <ChoiceField
            label={t('settings.files.collision')}
            {...(rule.onCollision === 'replace' ? { hint: t('settings.files.replaceHint') } : {})}
            value={rule.onCollision}
            options={[
              { value: 'number', words: t('settings.files.number') },
              { value: 'replace', words: t('settings.files.replace') },
            ]}
            onChange={(onCollision) => void prefer({ exports: { onCollision } })}
          />
        </>
      )}
    </Section>
  );
}
