import { Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../store/app-store.ts';

/** Why nothing is started although recordings wait. */
export function HoldLine() {
  const { t } = useTranslation();
  const reason = useApp((state) => state.status?.holds[0]?.reason ?? null);
  const isAnybodyWaiting = useApp((state) => state.lanes.waiting.length > 0);
  if (reason === null || !isAnybodyWaiting) return null;
  return (
    <p className="flex items-center gap-2.5 border-b border-line bg-surface-sunken px-3.5 py-2 text-sm">
      <Clock aria-hidden="true" size={16} strokeWidth={1.75} className="shrink-0 text-text-quiet" />
      {t(`queue.hold.${reason}`)}
    </p>
  );
}
