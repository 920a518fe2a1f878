import { useTranslation } from 'react-i18next';
import { MAX_PROMPT_BYTES } from '../../../../shared/job-options.ts';
import { Field } from '../../components/field.tsx';
import { useActions } from '../../store/app-store.ts';
import { FieldNote } from './field-note.tsx';
import { useSaving } from './save-context.ts';
import type { JobProps } from './transcription-section.tsx';
import { useDraft } from './use-draft.ts';
import { HEEDED_LETTERS, type VocabularySize, vocabularySize } from './vocabulary-size.ts';

/** Names and special words, which the engine is told before it listens. */
export function VocabularyField({ job }: JobProps) {
  const { t } = useTranslation();
  const { clearVocabulary } = useActions();
  const { prefer } = useSaving();
  const draft = useDraft(job.prompt ?? '', async (text) => {
    if (vocabularySize(text).kind === 'too-long') return false;
    if (text.trim() !== '') return await prefer({ job: { prompt: text } });
    await clearVocabulary();
    return true;
  });
  const size = vocabularySize(draft.text);
  return (
    <Field label={t('settings.vocabulary.label')} hint={t('settings.vocabulary.hint')} place="below">
      {({ controlId, hintId }) => (
        <>
          <textarea
            id={controlId}
            aria-describedby={`${hintId} ${controlId}note`}
            aria-invalid={size.kind === 'too-long'}
            rows={3}
            value={draft.text}
            placeholder={t('settings.vocabulary.example')}
            onChange={(event) => draft.change(event.target.value)}
            onBlur={draft.commit}
            className="selectable block min-h-18 w-full resize-y rounded-control border border-line-strong bg-surface-raised px-2.5 py-1.5 text-base text-text placeholder:text-text-quiet disabled:opacity-50 aria-invalid:border-bad"
          />
          <FieldNote
            id={`${controlId}note`}
            problem={
              size.kind === 'too-long'
                ? t('settings.vocabulary.tooLong', { most: MAX_PROMPT_BYTES, over: size.overBytes })
                : null
            }
            note={useSizeNote(size)}
          />
        </>
      )}
    </Field>
  );
}

function useSizeNote(size: VocabularySize): string | null {
  const { t } = useTranslation();
  if (size.kind === 'fine' || size.kind === 'too-long') return null;
  const heeded = t('settings.vocabulary.heeded', { count: HEEDED_LETTERS });
  if (size.kind === 'partly-heeded') return heeded;
  return `${heeded} ${t('settings.vocabulary.nearLimit', { used: size.usedBytes, most: MAX_PROMPT_BYTES })}`;
}
