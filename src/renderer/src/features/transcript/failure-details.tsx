import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../shared/contract/job.ts';
import type { Failure } from '../../../../shared/errors.ts';
import { Button } from '../../components/button.tsx';
import { useActions } from '../../store/app-store.ts';
import { detailsOf } from './outcome.ts';

export type FailureDetailsProps = { readonly job: JobView; readonly failure: Failure };

/** For those who want to know, and for those whom they ask. */
export function FailureDetails({ job, failure }: FailureDetailsProps) {
  const { t } = useTranslation();
  const { copy } = useActions();
  const details = detailsOf(job, failure);
  return (
    <details className="group mt-1 text-left">
      <summary className="-ml-1 inline-flex items-center gap-0.5 rounded-control px-1 py-0.5 text-text-quiet select-none hover:text-text">
        <ChevronRight aria-hidden="true" size={14} className="transition-transform group-open:rotate-90" />
        {t('app.details')}
      </summary>
      <div className="mt-1.5 flex flex-col items-start gap-2">
        {/* Scrolls: whoever uses the keyboard must be able to get into it. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre
          tabIndex={0}
          className="selectable max-h-40 w-full overflow-auto rounded-control bg-surface-sunken p-2 font-mono text-xs break-words whitespace-pre-wrap"
        >
          {details}
        </pre>
        <Button size="small" onClick={() => void copy(details)}>
          {t('app.copyDetails')}
        </Button>
      </div>
    </details>
  );
}
