import { CircleAlert, CircleCheck, CircleX, ShieldCheck } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelView } from '../../../../shared/contract/methods.ts';
import { Button } from '../../components/button.tsx';
import { useFormats } from '../../i18n/use-formats.ts';
import { useActions, useApp } from '../../store/app-store.ts';
import { hourTakesMs, isEnglishOnly, speedOf } from './model-facts.ts';

export type ModelProps = { readonly model: ModelView };

/** One model: what it is, whether it can be trusted, what it can do here. */
export function ModelCard({ model }: ModelProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const id = useId();
  const isUsed = useApp(({ preferences }) => preferences?.job.model === model.id);
  const { name, kind, license, origin, sizeBytes, state } = model;
  const licence = license === 'unknown' ? t('models.noLicence') : t('models.licence', { licence: license });
  const languages = t(isEnglishOnly(model) ? 'models.englishOnly' : 'models.multilingual');
  const facts = [kind === 'vad' ? t('models.helpers') : languages, formats.size(sizeBytes), licence];
  return (
    <li aria-labelledby={id} className="rounded-panel border border-line p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id={id} className="font-semibold">
          {name}
        </h2>
        {isUsed ? (
          <span className="rounded-full bg-accent-quiet px-2 py-0.5 text-xs font-medium forced-colors:border">
            {t('models.used')}
          </span>
        ) : null}
      </div>
      <p className="mt-0.5 text-sm text-text-quiet">{facts.join(' · ')}</p>
      <p className="selectable mt-0.5 text-sm break-words text-text-quiet">{origin}</p>
      {kind === 'whisper' && state === 'present' ? <Speed model={model} /> : null}
      <StateAndButtons model={model} isUsed={isUsed} nameId={id} />
    </li>
  );
}

function Speed({ model }: ModelProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const speed = useApp((state) => speedOf(state.speeds, model.id, state.preferences?.job.device ?? 'auto'));
  const words =
    speed === null
      ? t('models.notMeasured')
      : t(`models.hourTakes.${speed.device}`, { time: formats.about(hourTakesMs(speed)) });
  return <p className="mt-2">{words}</p>;
}

const STATES = {
  verified: { icon: ShieldCheck, look: 'text-good' },
  present: { icon: CircleCheck, look: 'text-good' },
  missing: { icon: CircleX, look: 'text-bad' },
  damaged: { icon: CircleAlert, look: 'text-bad' },
} as const;

type StateProps = ModelProps & { readonly isUsed: boolean; readonly nameId: string };

/** Whether its file is whole, and what can be done with it. */
function StateAndButtons({ model: { id, kind, state }, isUsed, nameId }: StateProps) {
  const { t } = useTranslation();
  const ids = useId();
  const { verifyModel, prefer } = useActions();
  const isVerified = useApp(({ verified }) => verified.has(id));
  const [isVerifying, setIsVerifying] = useState(false);
  const verify = async (): Promise<void> => {
    setIsVerifying(true);
    await verifyModel(id);
    setIsVerifying(false);
  };
  const shown = state === 'present' && isVerified ? 'verified' : state;
  const { icon: Icon, look } = STATES[shown];
  return (
    <div className="mt-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div role="status" className="min-w-0 text-sm">
        <p className="flex items-center gap-1.5 font-medium">
          <Icon aria-hidden="true" size={16} className={`shrink-0 ${look}`} />
          {t(`models.${shown}`)}
        </p>
        {shown === 'verified' ? null : <p className="mt-1 text-text-quiet">{t(`models.${shown}Hint`)}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        {kind === 'whisper' && state === 'present' && !isUsed ? (
          <Button
            size="small"
            id={`${ids}use`}
            aria-labelledby={`${ids}use ${nameId}`}
            onClick={() => void prefer({ job: { model: id } })}
          >
            {t('models.use')}
          </Button>
        ) : null}
        <Button
          size="small"
          disabled={isVerifying}
          id={`${ids}verify`}
          aria-labelledby={`${ids}verify ${nameId}`}
          onClick={() => void verify()}
        >
          {t(isVerifying ? 'models.verifying' : 'models.verify')}
        </Button>
      </div>
    </div>
  );
}
