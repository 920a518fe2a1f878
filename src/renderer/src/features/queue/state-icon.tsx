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
import type { JobState } from '../../../../shared/job-state.ts';

const ICONS: Record<JobState, { readonly icon: LucideIcon; readonly look: string }> = {
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

/** The state as a picture; the words beside it say the same. */
export function StateIcon({ state }: { readonly state: JobState }) {
  const { icon: Icon, look } = ICONS[state];
  return <Icon aria-hidden="true" size={16} strokeWidth={1.75} className={`shrink-0 ${look}`} />;
}
