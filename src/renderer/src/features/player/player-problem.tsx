import { VolumeX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '../../../../shared/errors.ts';
import { Button } from '../../components/button.tsx';
import { failureHint } from '../../i18n/failure-hint.ts';
import { useRowAction } from '../queue/use-row-action.ts';
import type { Playback, PlaybackState } from './playback.ts';
import { useRefusal } from './use-refusal.ts';

export type PlayerProblemProps = {
  readonly uid: string;
  readonly playback: Playback;
  readonly problem: NonNullable<PlaybackState['problem']>;
};

const ELSEWHERE: ReadonlySet<ErrorCode> = new Set(['file-not-found', 'source-changed']);

/** Why a recording cannot be heard, and what helps. The text needs no sound and stays. */
export function PlayerProblem({ uid, playback, problem }: PlayerProblemProps) {
  const { t } = useTranslation();
  const act = useRowAction();
  const refusal = useRefusal(uid);
  if (refusal === undefined) return null;
  const what = refusal?.message ?? t(`player.problem.${problem}.what`);
  const next = refusal === null ? t(`player.problem.${problem}.next`) : failureHint(refusal, t);
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3 text-sm">
      <VolumeX aria-hidden="true" size={16} className="shrink-0 text-warn" />
      <p className="selectable min-w-48 flex-1">
        {what} <span className="text-text-quiet">{next}</span>
      </p>
      <div className="flex gap-2">
        {refusal !== null && ELSEWHERE.has(refusal.code) ? (
          <Button size="small" onClick={() => act('locate', [uid])}>
            {t('queue.action.locate')}
          </Button>
        ) : null}
        <Button size="small" onClick={() => playback.play()}>
          {t('queue.action.retry')}
        </Button>
      </div>
    </div>
  );
}
