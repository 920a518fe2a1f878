import { CircleAlert, CircleCheck, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HealthFinding } from '../../../../shared/contract/page.ts';
import { Button } from '../../components/button.tsx';
import { ViewFrame } from '../../components/view-frame.tsx';
import { AboutEarshot } from './about-earshot.tsx';
import { FindingRow } from './finding-row.tsx';
import { HelpTools } from './help-tools.tsx';
import { type Health, useHealth } from './use-health.ts';

/** Whether everything is in place that a transcription needs, and what to send along with a question. */
export function HealthView() {
  const { t } = useTranslation();
  const { health, check } = useHealth();
  const { phase, findings } = health;
  return (
    <ViewFrame
      title={t('app.health')}
      tools={
        <Button
          disabled={phase === 'checking'}
          icon={<RotateCw aria-hidden="true" size={15} />}
          onClick={check}
        >
          {t('health.again')}
        </Button>
      }
    >
      <div role="status">
        <VerdictLine health={health} />
      </div>
      {findings.length === 0 ? null : (
        <ul
          aria-label={t('health.findings')}
          aria-busy={phase === 'checking'}
          className="mt-3 divide-y divide-line rounded-panel border border-line px-4"
        >
          {findings.toSorted(worstFirst).map((finding) => (
            <FindingRow key={finding.part} finding={finding} />
          ))}
        </ul>
      )}
      <HelpTools />
      <AboutEarshot />
    </ViewFrame>
  );
}

function VerdictLine({ health: { phase, findings } }: { readonly health: Health }) {
  const { t } = useTranslation();
  const problems = findings.filter(({ isGood }) => !isGood).length;
  if (phase === 'checking') return <p className="max-w-prose text-text-quiet">{t('health.checking')}</p>;
  if (phase === 'failed') return <p className="max-w-prose">{t('health.notChecked')}</p>;
  const Icon = problems === 0 ? CircleCheck : CircleAlert;
  return (
    <p className="flex items-center gap-2 text-lg font-semibold">
      <Icon aria-hidden="true" size={20} className={problems === 0 ? 'text-good' : 'text-bad'} />
      {problems === 0 ? t('health.good') : t('health.problems', { count: problems })}
    </p>
  );
}

/** First what somebody has to do something about. */
function worstFirst(a: HealthFinding, b: HealthFinding): number {
  return Number(a.isGood) - Number(b.isGood);
}
