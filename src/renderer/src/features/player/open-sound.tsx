import { createContext, type ReactNode, useContext } from 'react';
import type { JobView } from '../../../../shared/contract/job.ts';
import type { AppState } from '../../store/app-state.ts';
import { useApp } from '../../store/app-store.ts';
import type { Playback } from './playback.ts';
import { usePlayback, usePlaybackPhase } from './use-playback.ts';

const SoundContext = createContext<Playback | null>(null);

/** Holds the sound of the recording that is open beside all views: it goes on while somebody looks at the settings. */
export function OpenSound({ children }: { readonly children: ReactNode }) {
  const uid = useApp(({ openUid, jobs }) => (openUid !== null && jobs.has(openUid) ? openUid : null));
  return <SoundContext value={usePlayback(uid)}>{children}</SoundContext>;
}

export type HeardRecording = { readonly job: JobView; readonly playback: Playback };

/** The recording that is open and its sound; null where none can be heard. */
export function useOpenSound(): HeardRecording | null {
  const playback = useContext(SoundContext);
  const job = useApp(({ openUid, jobs }) => (openUid === null ? undefined : jobs.get(openUid)));
  const hasSound = useApp(hasOpenSound);
  return playback !== null && job !== undefined && hasSound ? { job, playback } : null;
}

/** Where the player is: below the text it belongs to, or below another view once somebody listens; null for nowhere. */
export function usePlayerPlace(): 'text' | 'aside' | null {
  const isReading = useApp((state) => state.view === 'queue');
  const hasSound = useApp(hasOpenSound);
  const isInUse = usePlaybackPhase(useContext(SoundContext)) !== 'idle';
  if (!hasSound || !(isReading || isInUse)) return null;
  return isReading ? 'text' : 'aside';
}

/** Without a length there is no sound that anybody knows of; and what failed before its first word had none. */
function hasOpenSound({ openUid, jobs, text }: AppState): boolean {
  const job = openUid === null ? undefined : jobs.get(openUid);
  if (job === undefined || (job.progress.durationMs ?? 0) <= 0) return false;
  return job.status.state !== 'failed' || (text !== null && text.segments.length > 0);
}
