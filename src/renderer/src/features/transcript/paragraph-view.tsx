import { Fragment, memo, type ReactNode, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewMark } from '../../../../shared/transcript.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import type { Match } from './find-in-text.ts';
import type { FoundMarks } from './found-marks.ts';
import { MarginMark } from './margin-mark.tsx';
import { wordsOf } from './paragraph-words.ts';
import type { Paragraph } from './paragraphs.ts';
import { READING_GRID, TIME_CELL } from './reading-grid.ts';
import { isMarked } from './text-items.ts';

export type ParagraphViewProps = {
  readonly paragraph: Paragraph;
  /** Whether a name stands before it: there are several voices, and the one before was another. */
  readonly isNamed: boolean;
  readonly marks: readonly ReviewMark[];
  /** The doubtful spot that is being looked at. */
  readonly currentMark: ReviewMark | null;
  readonly matches: readonly Match[];
  readonly currentMatch: Match | null;
  readonly foundMarks: FoundMarks | null;
  readonly isTabStop: boolean;
  readonly canPlay: boolean;
};

/**
 * One paragraph: its time in the margin, its text, a mark where something in it is doubtful. Its words listen to nothing by
 * themselves: the text around them does.
 */
export const ParagraphView = memo(function ParagraphView(props: ParagraphViewProps) {
  const { paragraph, isNamed, marks, currentMark, isTabStop, canPlay } = props;
  const { t } = useTranslation();
  const formats = useFormats();
  const text = useFoundMarks(props);
  const at = formats.media(paragraph.startMs);
  return (
    <div className={READING_GRID}>
      <div className={`${TIME_CELL} @md:pt-0.5`}>
        {canPlay ? (
          <button
            type="button"
            data-play
            tabIndex={isTabStop ? 0 : -1}
            aria-label={t('transcript.playFrom', { at })}
            className="-mx-1 rounded-control px-1 hover:bg-surface-sunken hover:text-text"
          >
            {at}
          </button>
        ) : (
          at
        )}
      </div>
      <div className="min-w-0">
        {isNamed ? <VoiceName paragraph={paragraph} /> : null}
        <p
          ref={text}
          dir="auto"
          lang={paragraph.language}
          className="reading selectable text-[length:var(--reading-size)] leading-[1.625] break-words"
        >
          <Words paragraph={paragraph} marks={marks} currentMark={currentMark} />
        </p>
      </div>
      <div>{marks.length === 0 ? null : <MarginMark marks={marks} tabIndex={isTabStop ? 0 : -1} />}</div>
    </div>
  );
});

function VoiceName({ paragraph: { speaker, channel } }: { readonly paragraph: Paragraph }) {
  const { t } = useTranslation();
  const name = speaker ?? (channel === null ? null : t('transcript.channel', { number: channel + 1 }));
  return name === null ? null : (
    <p dir="auto" className="text-sm font-semibold text-text-quiet">
      {name}
    </p>
  );
}

type WordsProps = Pick<ParagraphViewProps, 'paragraph' | 'marks' | 'currentMark'>;

function Words({ paragraph, marks, currentMark }: WordsProps): ReactNode {
  return wordsOf(paragraph).map((word, index) => {
    const mark = marks.find((one) => isMarked(one, word, paragraph.channel));
    const doubt = mark === undefined ? {} : { 'data-doubtful': mark === currentMark ? 'now' : '' };
    const language = word.segment.language === paragraph.language ? {} : { lang: word.segment.language };
    return (
      <Fragment key={index}>
        {word.before}
        <span className="word" data-word={index} {...doubt} {...language}>
          {word.text}
        </span>
      </Fragment>
    );
  });
}

function useFoundMarks({ paragraph, matches, currentMatch, foundMarks }: ParagraphViewProps) {
  const text = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (text.current === null || foundMarks === null || matches.length === 0) return undefined;
    return foundMarks.mark(text.current, matches, currentMatch);
  }, [paragraph, matches, currentMatch, foundMarks]);
  return text;
}
