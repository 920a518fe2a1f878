import type { JobView } from '../../../../shared/contract/job.ts';
import { useOpenSound, usePlayerPlace } from './open-sound.tsx';
import { PlayerBar } from './player-bar.tsx';

/** The player of the recording that is open. */
export function OpenPlayer() {
  const sound = useOpenSound();
  const place = usePlayerPlace();
  if (sound === null || place === null) return null;
  const { job, playback } = sound;
  return (
    <PlayerBar
      key={job.uid}
      job={job}
      playback={playback}
      isAside={place === 'aside'}
      version={versionOfPeaks(job)}
    />
  );
}

/** The run makes the picture as it reads the sound; before that, and meanwhile, asking would have it read twice. */
function versionOfPeaks({ path, status }: JobView): string | null {
  if (status.state === 'importing' || status.state === 'queued') return null;
  if (status.state !== 'running') return `${path} read`;
  return status.stage === 'transcribing' || status.stage === 'finishing' ? `${path} being read` : null;
}
