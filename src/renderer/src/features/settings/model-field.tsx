import { useTranslation } from 'react-i18next';
import type { ModelView } from '../../../../shared/contract/methods.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { useActions, useApp } from '../../store/app-store.ts';
import { isEnglishOnly } from '../models/model-facts.ts';
import { FieldNote } from './field-note.tsx';
import { useSaving } from './save-context.ts';
import type { JobProps } from './transcription-section.tsx';

/** Which model listens. One that is set and not there is named, since recordings will wait for it. */
export function ModelField({ job }: JobProps) {
  const { t } = useTranslation();
  const { show } = useActions();
  const { prefer } = useSaving();
  const known = useApp((state) => state.models);
  const models = (known ?? []).filter(({ kind }) => kind === 'whisper');
  const current = models.find(({ id }) => id === job.model);
  const nameOf = ({ name, state }: ModelView): string =>
    state === 'present' ? name : t(`settings.model.${state}`, { name });
  const lost =
    current === undefined
      ? [{ value: job.model, words: t('settings.model.missing', { name: job.model }) }]
      : [];
  const needsMore = job.translate || (job.language.mode === 'fixed' && job.language.code !== 'en');
  const isTooSmall = current !== undefined && isEnglishOnly(current) && needsMore;
  return (
    <Field label={t('settings.model.label')} hint={t('settings.model.hint')} place="below">
      {({ controlId, hintId }) => (
        <>
          <div className="flex flex-wrap items-center gap-2">
            <Select
              id={controlId}
              {...(hintId === undefined ? {} : { describedBy: hintId })}
              value={job.model}
              options={[...lost, ...models.map((model) => ({ value: model.id, words: nameOf(model) }))]}
              onChange={(model) => void prefer({ job: { model } })}
              className="min-w-0 flex-1 basis-60"
            />
            <Button onClick={() => show('models')}>{t('settings.model.all')}</Button>
          </div>
          <FieldNote problem={isTooSmall ? t('settings.model.englishOnly') : null} />
        </>
      )}
    </Field>
  );
}
