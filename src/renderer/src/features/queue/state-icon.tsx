import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
  TriangleAlert,
} from 'lucide-react';
import type { JobView } from '../../../../shared/contract/job.ts';
import type { JobState } from '../../../../shared/job-state.ts';

type Look = { readonly icon: LucideIcon; readonly look: string };

const ICONS: Record<JobState, Look> = {
  importing: { icon: CircleDashed, look: 'text-text-quiet' },
  queued: { icon: CircleDashed, look: 'text-text-quiet' },
  running: { icon: LoaderCircle, look: 'text-accent animate-spin [animation-duration:2s]' },
  pausing: { icon: CirclePause, look: 'text-text-quiet' },
  paused: { icon: CirclePause, look: 'text-text-quiet' },
  retry_wait: { icon: RotateCw, look: 'text-warn' },
  blocked: { icon: TriangleAlert, look: 'text-warn' },
  canceling: { icon: Ban, look: 'text-text-quiet' },
  canceled: { icon: Ban, look: 'text-text-quiet' },
  failed: { icon: CircleAlert, look: 'text-bad' },
  completed: { icon: CircleCheck, look: 'text-good' },
};

/** There is a text, and something about it that somebody wants to know. */
const WITH_A_FLAW: Look = { icon: TriangleAlert, look: 'text-warn' };

/** The picture of a state, the same wherever it is told. */
export function stateLook(job: JobView): Look {
  return hasFlaw(job) ? WITH_A_FLAW : ICONS[job.status.state];
}

/** The state as a picture; the words beside it say the same. */
export function StateIcon({ job }: { readonly job: JobView }) {
  const { icon: Icon, look } = stateLook(job);
  return <Icon aria-hidden="true" size={16} strokeWidth={1.75} className={`shrink-0 ${look}`} />;
}

function hasFlaw({ status, exportStatus }: JobView): boolean {
  return status.state === 'completed' && (status.gaps > 0 || exportStatus.state === 'failed');
}
