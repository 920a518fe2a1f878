import { VolumeX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useRowAction } from '../queue/use-row-action.ts';
import type { Playback, PlaybackState } from './playback.ts';

export type PlayerProblemProps = {
  readonly uid: string;
  readonly playback: Playback;
  readonly problem: NonNullable<PlaybackState['problem']>;
};

/** Why a recording cannot be heard, and what helps. The text needs no sound and stays. */
export function PlayerProblem({ uid, playback, problem }: PlayerProblemProps) {
  const { t } = useTranslation();
  const act = useRowAction();
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3 text-sm">
      <VolumeX aria-hidden="true" size={16} className="shrink-0 text-warn" />
      <p className="min-w-48 flex-1">
        {t(`player.problem.${problem}.what`)}{' '}
        <span className="text-text-quiet">{t(`player.problem.${problem}.next`)}</span>
      </p>
      <div className="flex gap-2">
        {problem === 'not-there' ? (
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
