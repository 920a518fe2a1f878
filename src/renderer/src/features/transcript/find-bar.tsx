import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/icon-button.tsx';
import { useFormats } from '../../i18n/use-formats.ts';
import { FIND_KEYS } from '../../keys/bindings.ts';
import { boundTo } from '../../keys/chord.ts';
import { useShortcut } from '../../keys/use-key-words.ts';
import { MOST_MATCHES } from './find-in-text.ts';
import type { Find } from './use-find.ts';

export type FindBarProps = {
  readonly find: Find;
  readonly onStep: (by: 1 | -1) => void;
  /** Grows with every wish to find: the field takes the focus again. */
  readonly wish: number;
  readonly onClose: () => void;
};

/** Finds words in the text. Enter goes to the next place, Shift and Enter to the one before, Escape back to the text. */
export function FindBar({ find, onStep, wish, onClose }: FindBarProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const shortcut = useShortcut(FIND_KEYS, 'closeFind');
  const field = useRef<HTMLInputElement>(null);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- with every wish
  useEffect(() => field.current?.select(), [wish]);
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter and Escape belong to the input method while it is putting a word together.
    if (event.nativeEvent.isComposing) return;
    const action = boundTo(FIND_KEYS, event);
    if (action === null) return;
    if (action === 'closeFind') onClose();
    else onStep(action === 'nextFound' ? 1 : -1);
    event.preventDefault();
  };
  const { matches, at, query } = find;
  const total =
    matches.length === MOST_MATCHES ? `${formats.number(MOST_MATCHES)}+` : formats.number(matches.length);
  const words =
    matches.length === 0
      ? t('transcript.find.none')
      : t('transcript.find.of', { at: formats.number(at + 1), total });
  return (
    <search
      aria-label={t('transcript.find.label')}
      className="flex shrink-0 items-center gap-1 border-b border-line bg-surface px-3 py-1.5 wide:px-4"
    >
      <Search aria-hidden="true" size={15} className="mr-1 shrink-0 text-text-quiet" />
      <input
        ref={field}
        type="text"
        value={query}
        dir="auto"
        spellCheck={false}
        aria-label={t('transcript.find.label')}
        placeholder={t('transcript.find.label')}
        onChange={(event) => find.ask(event.target.value)}
        onKeyDown={onKeyDown}
        className="selectable h-7 min-w-0 flex-1 rounded-control bg-transparent px-1 text-base text-text outline-none placeholder:text-text-quiet"
      />
      <span role="status" className="tabular px-2 text-sm whitespace-nowrap text-text-quiet">
        {query.trim() === '' ? '' : words}
      </span>
      <IconButton
        size="small"
        icon={ChevronUp}
        label={t('transcript.find.previous')}
        disabled={matches.length === 0}
        onClick={() => onStep(-1)}
      />
      <IconButton
        size="small"
        icon={ChevronDown}
        label={t('transcript.find.next')}
        disabled={matches.length === 0}
        onClick={() => onStep(1)}
      />
      <IconButton
        size="small"
        icon={X}
        label={t('transcript.find.close')}
        shortcut={shortcut}
        onClick={onClose}
      />
    </search>
  );
}
