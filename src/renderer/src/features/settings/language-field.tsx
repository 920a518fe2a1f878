import { useTranslation } from 'react-i18next';
import type { LanguageChoice } from '../../../../shared/job-options.ts';
import { WHISPER_LANGUAGES } from '../../../../shared/whisper-languages.ts';
import { Field } from '../../components/field.tsx';
import { ChoiceField } from './choice-field.tsx';
import { LanguagePicker } from './language-picker.tsx';
import { useSaving } from './save-context.ts';
import type { JobProps } from './transcription-section.tsx';

const HINTS = { detected: 'hintDetected', fixed: 'hintFixed', 'per-part': 'hintPerPart' } as const;

/** Whether to listen for the language, and for which not to. */
export function LanguageField({ job: { language } }: JobProps) {
  const { t } = useTranslation();
  const { prefer } = useSaving();
  const choose = (choice: LanguageChoice): void => void prefer({ job: { language: choice } });
  return (
    <>
      <ChoiceField
        label={t('settings.language.label')}
        hint={t(`settings.language.${HINTS[language.mode]}`)}
        value={language.mode}
        options={[
          { value: 'detected', words: t('settings.language.detected') },
          { value: 'fixed', words: t('settings.language.fixed') },
          { value: 'per-part', words: t('settings.language.perPart') },
        ]}
        onChange={(mode) => choose(mode === 'fixed' ? { mode, code: likelyLanguage() } : { mode })}
      />
      {language.mode === 'fixed' ? (
        <Field label={t('settings.language.which')}>
          {({ controlId }) => (
            <LanguagePicker
              id={controlId}
              code={language.code}
              onChange={(code) => choose({ mode: 'fixed', code })}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}

/** What the person reads is what they most likely record. */
function likelyLanguage(): string {
  const codes = navigator.languages.map((tag) => new Intl.Locale(tag).language);
  return codes.find((code) => WHISPER_LANGUAGES.has(code)) ?? 'en';
}
