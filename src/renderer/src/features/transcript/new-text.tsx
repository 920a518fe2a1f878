import { useState } from 'react';
import type { Segment } from '../../../../shared/transcript.ts';
import { LiveRegion } from '../../components/live-region.tsx';
import { useApp } from '../../store/app-store.ts';
import { newPhrases } from './new-phrases.ts';

export type NewTextProps = { readonly segments: readonly Segment[]; readonly isLive: boolean };

/** Tells screen readers what comes in, for those who have asked for it; nobody else is talked to. */
export function NewText(props: NewTextProps) {
  const isWanted = useApp((state) => state.preferences?.appearance.announcesText ?? false);
  return isWanted && props.isLive ? <Told {...props} /> : null;
}

/** What was there before it was asked for, or opened, is not told. */
function Told({ segments }: NewTextProps) {
  const [told, setTold] = useState({ segments, words: '' });
  // While it renders, as React advises for what follows from the last render: an effect would show the old words first.
  if (told.segments !== segments) setTold({ segments, words: newPhrases(told.segments, segments) });
  return <LiveRegion words={told.words} />;
}
