import { useEffect, useState } from 'react';
import { LiveRegion } from '../../components/live-region.tsx';
import { useAppContext } from '../../store/app-store.ts';
import { announcements } from './announcements.ts';
import { useWords } from './use-job-row.ts';

/** Says what has become of the jobs at work: politely, and not every percent. */
export function QueueAnnouncer() {
  const { store } = useAppContext();
  const { t, formats } = useWords();
  const [words, setWords] = useState('');
  useEffect(
    () =>
      store.subscribe((state, before) => {
        const said = announcements(state, before, { t, formats });
        if (said.length > 0) setWords(said.join('. '));
      }),
    [store, t, formats],
  );
  return <LiveRegion words={words} />;
}
