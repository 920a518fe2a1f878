import type { JobView } from '../../../../shared/contract/job.ts';
import { isFinal } from '../../../../shared/job-state.ts';
import type { ReviewMark } from '../../../../shared/transcript.ts';
import { EndView } from './end-view.tsx';
import type { Match } from './find-in-text.ts';
import type { FoundMarks } from './found-marks.ts';
import { GapView } from './gap-view.tsx';
import { NotesView } from './notes-view.tsx';
import type { Outcome } from './outcome.ts';
import { ParagraphView } from './paragraph-view.tsx';
import type { Paragraph } from './paragraphs.ts';
import type { TextItem } from './text-items.ts';

/** What the items of a text have in common. */
export type ItemContext = {
  readonly job: JobView;
  readonly paragraphs: readonly Paragraph[];
  readonly hasSeveralVoices: boolean;
  readonly notes: readonly string[];
  readonly outcome: Outcome | null;
  readonly isLive: boolean;
  readonly matchesOf: ReadonlyMap<number, readonly Match[]>;
  readonly currentMatch: Match | null;
  readonly currentMark: ReviewMark | null;
  readonly foundMarks: FoundMarks | null;
  /** Null where there is no sound. */
  readonly playFrom: ((mediaMs: number) => void) | null;
};

export type TextItemViewProps = {
  readonly item: TextItem;
  readonly isTabStop: boolean;
  readonly context: ItemContext;
};

const NO_MATCHES: readonly Match[] = [];

// oxlint-disable-next-line consistent-return -- without a return at the end a new kind does not compile
export function TextItemView({ item, isTabStop, context }: TextItemViewProps) {
  const { job, currentMark, currentMatch, playFrom } = context;
  switch (item.kind) {
    case 'notes':
      return <NotesView job={job} notes={context.notes} outcome={context.outcome} />;
    case 'gap':
      return (
        <GapView
          uid={job.uid}
          mark={item.mark}
          isCurrent={item.mark === currentMark}
          canRetry={isFinal(job.status.state)}
          play={playFrom}
        />
      );
    case 'end':
      return <EndView job={job} isLive={context.isLive} />;
    case 'paragraph': {
      const { paragraph, index, marks } = item;
      return (
        <ParagraphView
          paragraph={paragraph}
          isNamed={context.hasSeveralVoices && isAnotherVoice(context.paragraphs[index - 1], paragraph)}
          marks={marks}
          currentMark={currentMark !== null && marks.includes(currentMark) ? currentMark : null}
          matches={context.matchesOf.get(index) ?? NO_MATCHES}
          currentMatch={currentMatch?.paragraph === index ? currentMatch : null}
          foundMarks={context.foundMarks}
          isTabStop={isTabStop}
          canPlay={playFrom !== null}
        />
      );
    }
  }
}

function isAnotherVoice(before: Paragraph | undefined, { speaker, channel }: Paragraph): boolean {
  return before === undefined || before.speaker !== speaker || before.channel !== channel;
}
