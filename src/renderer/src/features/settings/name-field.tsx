import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../../../../shared/errors.ts';
import { Field } from '../../components/field.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { failureHint } from '../../i18n/failure-hint.ts';
import { useApp } from '../../store/app-store.ts';
import { exampleName } from './example-name.ts';
import { FieldNote } from './field-note.tsx';
import type { RuleProps } from './files-section.tsx';
import { useSaving } from './save-context.ts';
import { useDraft } from './use-draft.ts';

const MOST_LETTERS = 200;

/** How files are named, with what comes of it. Which names are possible is for the queue to say. */
export function NameField({ rule }: RuleProps) {
  const { t } = useTranslation();
  const { nameFiles } = useSaving();
  const model = useApp((state) => state.preferences?.job.model ?? '');
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const draft = useDraft(rule.nameTemplate, async (template) => {
    if (template === '') return false;
    const failure = await nameFiles(template);
    setRefusal(failure);
    return failure === null;
  });
  const problem = draft.text === '' ? t('settings.files.nameNeeded') : wordsOf(refusal, t);
  const example = exampleName(draft.text, {
    name: t('settings.files.sampleName'),
    model,
    ending: t(`exporting.ending.${rule.formats[0] ?? 'txt'}`),
    today: new Date(),
  });
  return (
    <Field label={t('settings.files.name')} hint={t('settings.files.nameHint')} place="below">
      {({ controlId, hintId }) => (
        <>
          <TextInput
            id={controlId}
            aria-describedby={`${hintId} ${controlId}note`}
            aria-invalid={problem !== null}
            value={draft.text}
            maxLength={MOST_LETTERS}
            spellCheck={false}
            onChange={(event) => {
              setRefusal(null);
              draft.change(event.target.value);
            }}
            onBlur={draft.commit}
            onKeyDown={(event) => {
              if (event.key === 'Enter') draft.commit();
            }}
            className="w-full max-w-96 aria-invalid:border-bad"
          />
          <FieldNote
            id={`${controlId}note`}
            problem={problem}
            note={t('settings.files.nameExample', { name: example })}
          />
        </>
      )}
    </Field>
  );
}

function wordsOf(refusal: Failure | null, t: TFunction): string | null {
  return refusal === null ? null : `${refusal.message} ${failureHint(refusal, t)}`;
}
