import { FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { useApp } from '../../store/app-store.ts';
import { OpenTranscript } from './open-transcript.tsx';

/** The right pane: the text of the recording that is open. */
export function TranscriptPane() {
  const { t } = useTranslation();
  const job = useApp(({ openUid, jobs }) => (openUid === null ? undefined : jobs.get(openUid)));
  const text = useApp((state) => state.text);
  if (job === undefined) {
    return (
      <div className="h-full bg-surface-raised">
        <EmptyState
          icon={FileText}
          title={t('transcript.nothingOpen')}
          words={t('transcript.nothingOpenNext')}
        />
      </div>
    );
  }
  return <OpenTranscript key={job.uid} job={job} text={text?.uid === job.uid ? text : null} />;
}
