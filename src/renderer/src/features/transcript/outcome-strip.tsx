import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../shared/contract/job.ts';
import { Button } from '../../components/button.tsx';
import { useActions, useApp } from '../../store/app-store.ts';
import { stateLook } from '../queue/state-icon.tsx';
import { useRowAction } from '../queue/use-row-action.ts';
import { FailureDetails } from './failure-details.tsx';
import type { Outcome } from './outcome.ts';
import { smallerModel } from './smaller-model.ts';
import { useOutcomeWords } from './use-outcome-words.ts';

export type OutcomeProps = { readonly job: JobView; readonly outcome: Outcome };

export type OutcomeStripProps = OutcomeProps & {
  /** `above` the text it stays on the screen; `within` it scrolls along. */
  readonly place: 'above' | 'within';
};

const PLACES = {
  above: 'shrink-0 border-b px-3 wide:px-6',
  within: 'rounded-panel border px-3',
} as const;

/** Beside the text of a job that did not simply end well: what happened, what to do, and the button that does it. */
export function OutcomeStrip({ job, outcome, place }: OutcomeStripProps) {
  const { what, next } = useOutcomeWords(job, outcome);
  const { icon: Icon, look } = stateLook(job);
  return (
    <div className={`border-line bg-surface py-2.5 text-sm ${PLACES[place]}`}>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Icon aria-hidden="true" size={16} className={`mt-1.5 shrink-0 ${look}`} />
        <div className="selectable min-w-48 flex-1 py-1">
          <p className="font-medium">{what}</p>
          {next === null ? null : <p className="text-text-quiet">{next}</p>}
        </div>
        <OutcomeActions job={job} outcome={outcome} />
      </div>
      {outcome.failure === null ? null : (
        <div className="wide:pl-7">
          <FailureDetails job={job} failure={outcome.failure} />
        </div>
      )}
    </div>
  );
}

/** The buttons that help, the most helpful first. */
export function OutcomeActions({ job, outcome }: OutcomeProps) {
  const { t } = useTranslation();
  const act = useRowAction();
  const { cancel, redo } = useActions();
  const smaller = useApp(({ models }) =>
    outcome.maySmaller && models !== null
      ? smallerModel(models, job.engine?.model ?? job.options.model)
      : null,
  );
  const { uid } = job;
  // Of a text that is as it should be but for a part, the first thing to do is to read it.
  const isPressing =
    (outcome.kind === 'failed' || outcome.kind === 'needs-you') && outcome.action !== 'remove';
  const redoWith = async (model: string): Promise<void> => {
    // What waits for somebody can only be done anew once it has stopped waiting.
    if (outcome.kind === 'needs-you') await cancel([uid]);
    await redo([uid], { model });
  };
  return (
    <div className="flex flex-wrap gap-2">
      {smaller === null ? null : (
        <Button look="main" size="small" onClick={() => void redoWith(smaller.id)}>
          {t('transcript.useModel', { name: smaller.name })}
        </Button>
      )}
      {outcome.action === null ? null : (
        <Button
          size="small"
          look={smaller === null && isPressing ? 'main' : 'quiet'}
          onClick={() => outcome.action !== null && act(outcome.action, [uid])}
        >
          {t(`queue.action.${outcome.action}`)}
        </Button>
      )}
    </div>
  );
}
