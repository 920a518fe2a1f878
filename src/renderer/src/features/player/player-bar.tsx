import { FileText, LoaderCircle, Pause, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../shared/contract/job.ts';
import { titleOf } from '../../../../shared/recording-title.ts';
import { Button } from '../../components/button.tsx';
import { Select } from '../../components/select.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { useFormats } from '../../i18n/use-formats.ts';
import { RECORDING_KEYS } from '../../keys/bindings.ts';
import { useShortcut } from '../../keys/use-key-words.ts';
import { useActions } from '../../store/app-store.ts';
import { useCommand } from '../../store/use-command.ts';
import { KEY_STEP_MS, type Playback, type PlaybackState } from './playback.ts';
import { PlayerProblem } from './player-problem.tsx';
import { SPEEDS, speedBeside } from './speeds.ts';
import { usePlace, usePlaybackState } from './use-playback.ts';
import { Waveform } from './waveform.tsx';

const BUTTON_STEP_MS = 10_000;

export type PlayerBarProps = {
  readonly job: JobView;
  readonly playback: Playback;
  /** Whether something else than its text is above it: then it says what is being heard. */
  readonly isAside: boolean;
  /** When this changes, the picture of the sound may be another one; null: it is not worth asking for yet. */
  readonly version: string | null;
};

/** 64 px below the text: the sound of the recording, in step with what is read. */
export function PlayerBar({ job, playback, isAside, version }: PlayerBarProps) {
  const { t } = useTranslation();
  const { uid } = job;
  const durationMs = job.progress.durationMs ?? 0;
  const { phase, problem, speed } = usePlaybackState(playback);
  const peaks = usePeaks(uid, version);
  useCommand('play-pause', () => playback.toggle());
  useCommand('seek-back', () => playback.skip(-KEY_STEP_MS));
  useCommand('seek-forward', () => playback.skip(KEY_STEP_MS));
  useCommand('slower', () => playback.setSpeed(speedBeside(speed, 'slower')));
  useCommand('faster', () => playback.setSpeed(speedBeside(speed, 'faster')));
  return (
    <section aria-label={t('player.player')} className="shrink-0 border-t border-line bg-surface">
      {problem === null ? null : <PlayerProblem uid={uid} playback={playback} problem={problem} />}
      {isAside ? <WhatIsHeard job={job} /> : null}
      <div className="flex min-h-16 flex-wrap items-center gap-1 px-3 py-2 min-[30rem]:flex-nowrap wide:px-4">
        <PlayButton playback={playback} phase={phase} />
        <SkipButton
          words={t('player.back')}
          name={t('player.backName')}
          run={() => playback.skip(-BUTTON_STEP_MS)}
        />
        <SkipButton
          words={t('player.forward')}
          name={t('player.forwardName')}
          run={() => playback.skip(BUTTON_STEP_MS)}
        />
        <div className="order-first w-full min-w-0 min-[30rem]:order-none min-[30rem]:mx-2 min-[30rem]:w-auto min-[30rem]:flex-1 wide:mx-3">
          <Waveform playback={playback} durationMs={durationMs} peaks={peaks} />
        </div>
        <Place playback={playback} durationMs={durationMs} isLoading={phase === 'loading'} />
        <Select
          className="ml-1 w-18 shrink-0 wide:ml-2 wide:w-20"
          label={t('player.speed')}
          value={String(speed)}
          options={SPEEDS.map((one) => ({ value: String(one), words: t('player.times', { speed: one }) }))}
          onChange={(value) => playback.setSpeed(Number(value))}
        />
      </div>
    </section>
  );
}

/** The way back to the text that is heard. */
function WhatIsHeard({ job: { title } }: { readonly job: JobView }) {
  const { t } = useTranslation();
  const { show } = useActions();
  return (
    <div className="flex px-2 pt-1.5 wide:px-3">
      <Button
        look="plain"
        size="small"
        className="min-w-0 shrink"
        icon={<FileText aria-hidden="true" size={14} className="shrink-0 text-text-quiet" />}
        onClick={() => show('queue')}
      >
        <span className="truncate">{t('player.heard', { title: titleOf(title) })}</span>
      </Button>
    </div>
  );
}

function PlayButton({
  playback,
  phase,
}: {
  readonly playback: Playback;
  readonly phase: PlaybackState['phase'];
}) {
  const { t } = useTranslation();
  const shortcut = useShortcut(RECORDING_KEYS, 'play-pause');
  const isOn = phase === 'playing' || phase === 'loading';
  const label = isOn ? t('player.pause') : t('player.play');
  const Icon = phase === 'loading' ? LoaderCircle : isOn ? Pause : Play;
  return (
    <Tooltip words={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        onClick={() => playback.toggle()}
        className="mr-1 inline-flex size-10 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-hover forced-colors:border"
      >
        <Icon
          aria-hidden="true"
          size={18}
          strokeWidth={2}
          className={phase === 'loading' ? 'animate-spin' : 'fill-current'}
        />
      </button>
    </Tooltip>
  );
}

function SkipButton({
  words,
  name,
  run,
}: {
  readonly words: string;
  readonly name: string;
  readonly run: () => void;
}) {
  return (
    <Tooltip words={name}>
      <Button
        look="plain"
        aria-label={name}
        className="tabular px-1.5 text-text-quiet wide:px-2"
        onClick={run}
      >
        {words}
      </Button>
    </Tooltip>
  );
}

function Place(props: {
  readonly playback: Playback;
  readonly durationMs: number;
  readonly isLoading: boolean;
}) {
  const { playback, durationMs, isLoading } = props;
  const { t } = useTranslation();
  const formats = useFormats();
  const nowMs = Math.min(usePlace(playback, 1000), durationMs);
  const isSlow = useDelayed(isLoading, 1000);
  return (
    <p className="tabular min-w-0 flex-1 basis-24 text-right text-sm text-text-quiet min-[30rem]:flex-none min-[30rem]:basis-auto">
      <span role="status">{isSlow ? t('player.preparing') : ''}</span>
      {isSlow ? null : (
        <span className="whitespace-nowrap">
          <span className="text-text">{formats.media(nowMs)}</span> / {formats.media(durationMs)}
        </span>
      )}
    </p>
  );
}

/** True once something has been true for a while: what is over in a moment is not worth a word. */
function useDelayed(isTrue: boolean, afterMs: number): boolean {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (!isTrue) {
      setIsShown(false);
      return undefined;
    }
    const timer = window.setTimeout(() => setIsShown(true), afterMs);
    return () => window.clearTimeout(timer);
  }, [isTrue, afterMs]);
  return isShown && isTrue;
}

function usePeaks(uid: string, version: string | null): readonly number[] | null {
  const { readPeaks } = useActions();
  const [peaks, setPeaks] = useState<readonly number[] | null>(null);
  // Asked for again when there may be others; what is drawn stays until they are there.
  useEffect(() => {
    if (version === null) return undefined;
    let isWanted = true;
    const read = async (): Promise<void> => {
      const answer = await readPeaks(uid);
      if (isWanted && answer !== null) setPeaks(answer.peaks);
    };
    void read();
    return () => {
      isWanted = false;
    };
  }, [uid, version, readPeaks]);
  return peaks;
}
