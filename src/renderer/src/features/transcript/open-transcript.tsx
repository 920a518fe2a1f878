import { useEffect, useMemo, useRef, useState } from 'react';
import type { JobView } from '../../../../shared/contract/job.ts';
import { hasSeveralVoices } from '../../../../shared/reading/voices.ts';
import { titleOf } from '../../../../shared/recording-title.ts';
import type { OpenText } from '../../store/app-state.ts';
import { useActions } from '../../store/app-store.ts';
import { useCommand } from '../../store/use-command.ts';
import { useLatest } from '../../store/use-latest.ts';
import { ExportButton } from '../export/export-button.tsx';
import { useOpenSound } from '../player/open-sound.tsx';
import { usePlaybackPhase } from '../player/use-playback.ts';
import { EmptyText } from './empty-text.tsx';
import { FindBar } from './find-bar.tsx';
import { NewText } from './new-text.tsx';
import { isAside, outcomeOf } from './outcome.ts';
import { OutcomeStrip } from './outcome-strip.tsx';
import { type Paragraph, paragraphsOf } from './paragraphs.ts';
import { SpotsBar } from './spots-bar.tsx';
import { layOutText, type TextLayout } from './text-items.ts';
import { TextView, type TextViewHandle } from './text-view.tsx';
import { TranscriptHeader } from './transcript-header.tsx';
import { useFind } from './use-find.ts';

export type OpenTranscriptProps = { readonly job: JobView; readonly text: OpenText | null };

const NO_SEGMENTS: OpenText['segments'] = [];
const NO_REVIEW: OpenText['review'] = [];

/** One recording that is open: heading and text. Its sound is the window's, see `OpenSound`. */
export function OpenTranscript({ job, text }: OpenTranscriptProps) {
  const { copyText } = useActions();
  const segments = text?.segments ?? NO_SEGMENTS;
  const paragraphs = useParagraphs(segments);
  const isConversation = useMemo(() => hasSeveralVoices(segments), [segments]);
  const notes = useNotes(job, text);
  const outcome = outcomeOf(job);
  const hasAside = outcome !== null && isAside(outcome);
  const layout = useLayout(job, text, paragraphs, notes.length > 0 || hasAside);
  const view = useRef<TextViewHandle>(null);
  const playback = useOpenSound()?.playback ?? null;
  const phase = usePlaybackPhase(playback);
  const isPlaying = phase === 'playing' || phase === 'loading';
  const find = useFind(paragraphs);
  const [wish, setWish] = useState(0);
  const [spot, setSpot] = useState<number | null>(null);

  const hasText = segments.length > 0;
  const isLive = job.status.state === 'running' || job.status.state === 'pausing';
  const currentSpot = spot === null ? undefined : layout.spots[spot];

  const openFind = (): void => {
    setSpot(null);
    find.open(view.current?.firstShown() ?? 0);
    setWish((before) => before + 1);
  };
  const closeFind = (): void => {
    find.close();
    view.current?.focus();
  };
  const goToSpot = (to: number): void => {
    const next = (to + layout.spots.length) % layout.spots.length;
    const found = layout.spots[next];
    if (found === undefined) return;
    find.close();
    setSpot(next);
    view.current?.show(found.item);
  };
  const closeSpots = (): void => {
    setSpot(null);
    view.current?.focus();
  };
  const { current } = find;
  const latest = useLatest({ current, places: layout.itemOfParagraph });
  // By its place: text that comes in finds the same match anew, and must not pull a reader back to it.
  const foundAt = current === null ? null : `${current.key} ${current.from} ${current.to}`;
  useEffect(() => {
    const { current: found, places } = latest.current;
    if (foundAt !== null && found !== null) view.current?.show(places[found.paragraph] ?? 0);
  }, [foundAt, latest]);
  useCommand('find', hasText ? openFind : null);
  useCommand('copy', hasText ? () => void copyText(job.uid) : null);

  return (
    <article aria-label={titleOf(job.title)} className="flex h-full min-h-0 flex-col bg-surface-raised">
      <TranscriptHeader
        job={job}
        spotCount={layout.spots.length}
        onSpots={() => (spot === null ? goToSpot(0) : closeSpots())}
        onFind={hasText ? openFind : null}
        onCopy={hasText ? () => void copyText(job.uid) : null}
        exporting={hasText ? <ExportButton uid={job.uid} /> : null}
      />
      {outcome !== null && hasText && !hasAside ? (
        <OutcomeStrip job={job} outcome={outcome} place="above" />
      ) : null}
      {find.isOpen ? <FindBar find={find} onStep={find.step} wish={wish} onClose={closeFind} /> : null}
      {spot === null || currentSpot === undefined ? null : (
        <SpotsBar
          spots={layout.spots}
          at={spot}
          onStep={(by) => goToSpot(spot + by)}
          play={playback === null ? null : (mediaMs) => playback.playFrom(mediaMs)}
          onClose={closeSpots}
        />
      )}
      <NewText segments={segments} isLive={isLive && text?.phase === 'live'} />
      <div className="min-h-0 flex-1">
        {hasText ? (
          <TextView
            job={job}
            paragraphs={paragraphs}
            hasSeveralVoices={isConversation}
            layout={layout}
            notes={notes}
            outcome={outcome}
            isLive={isLive}
            playback={playback}
            isPlaying={isPlaying}
            matches={find.matches}
            currentMatch={current}
            currentMark={currentSpot?.mark ?? null}
            handle={view}
          />
        ) : (
          <EmptyText job={job} text={text} />
        )}
      </div>
    </article>
  );
}

function useParagraphs(segments: OpenText['segments']): readonly Paragraph[] {
  const before = useRef<readonly Paragraph[]>([]);
  const paragraphs = useMemo(() => paragraphsOf(segments, before.current), [segments]);
  before.current = paragraphs;
  return paragraphs;
}

function useNotes(job: JobView, text: OpenText | null): readonly string[] {
  const warnings = text?.warnings;
  return useMemo(() => [...new Set([...(warnings ?? []), ...job.notices])], [warnings, job.notices]);
}

function useLayout(
  { status }: JobView,
  text: OpenText | null,
  paragraphs: readonly Paragraph[],
  hasNotes: boolean,
): TextLayout {
  const review = text?.review ?? NO_REVIEW;
  const hasEnd = status.state !== 'completed';
  return useMemo(
    () => layOutText({ paragraphs, review, hasNotes, hasEnd }),
    [paragraphs, review, hasNotes, hasEnd],
  );
}
