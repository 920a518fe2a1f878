import { useTranslation } from 'react-i18next';
import type { JobOptions } from '../../../../shared/job-options.ts';
import { ChoiceField } from './choice-field.tsx';
import { LanguageField } from './language-field.tsx';
import { ModelField } from './model-field.tsx';
import { PresetCards } from './preset-cards.tsx';
import { useSaving } from './save-context.ts';
import { Section } from './section.tsx';
import { ToggleField } from './toggle-field.tsx';
import { VocabularyField } from './vocabulary-field.tsx';

export type JobProps = { readonly job: JobOptions };

/** How recordings become text; the one choice that most people make comes first. */
export function TranscriptionSection({ job }: JobProps) {
  const { t } = useTranslation();
  const { prefer } = useSaving();
  return (
    <Section part="text" what={t('settings.text.what')}>
      <PresetCards job={job} />
      <ModelField job={job} />
      <LanguageField job={job} />
      <VocabularyField job={job} />
      <ToggleField
        label={t('settings.translate.label')}
        hint={t('settings.translate.hint')}
        isOn={job.translate}
        onChange={(translate) => void prefer({ job: { translate } })}
      />
      <ChoiceField
        label={t('settings.channels.label')}
        hint={t('settings.channels.hint')}
        value={job.channels}
        options={[
          { value: 'mix', words: t('settings.channels.mix') },
          { value: 'split', words: t('settings.channels.split') },
        ]}
        onChange={(channels) => void prefer({ job: { channels } })}
      />
    </Section>
  );
}
