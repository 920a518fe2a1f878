import { CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HealthFinding } from '../../../../shared/contract/page.ts';
import { Button } from '../../components/button.tsx';
import { useActions } from '../../store/app-store.ts';

/** One thing that Earshot needs. Icon and word say the same, since not everybody sees colours. */
export function FindingRow({ finding: { part, isGood, words } }: { readonly finding: HealthFinding }) {
  const { t } = useTranslation();
  const { show } = useActions();
  const Icon = isGood ? CircleCheck : CircleAlert;
  return (
    <li className="flex items-start gap-3 py-3">
      <Icon aria-hidden="true" size={16} className={`mt-0.5 shrink-0 ${isGood ? 'text-good' : 'text-bad'}`} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {t(`health.part.${part}`)}
          <span className={`ml-2 text-sm font-normal ${isGood ? 'text-text-quiet' : 'text-bad'}`}>
            {t(isGood ? 'health.ok' : 'health.problem')}
          </span>
        </p>
        <p className="selectable mt-0.5 text-sm break-words text-text-quiet">{words}</p>
        {part === 'model' && !isGood ? (
          <Button size="small" className="mt-2" onClick={() => show('models')}>
            {t('health.models')}
          </Button>
        ) : null}
      </div>
    </li>
  );
}
