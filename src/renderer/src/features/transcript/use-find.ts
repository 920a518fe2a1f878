import { useDeferredValue, useMemo, useState } from 'react';
import { findInText, type Match } from './find-in-text.ts';
import type { Paragraph } from './paragraphs.ts';

const NOTHING: readonly Match[] = [];

export type Find = {
  readonly isOpen: boolean;
  readonly query: string;
  readonly matches: readonly Match[];
  /** Of the matches; -1 for none. */
  readonly at: number;
  readonly current: Match | null;
  /** @param from paragraph that is on the screen: what is found begins there */
  readonly open: (from: number) => void;
  readonly close: () => void;
  readonly ask: (query: string) => void;
  /** Goes on by so many matches, around the end. */
  readonly step: (by: 1 | -1) => void;
};

/** Finding in the text that is open; what comes in while it is live is found as well. */
export function useFind(paragraphs: readonly Paragraph[]): Find {
  const [isOpen, setIsOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<Match | null>(null);
  const [from, setFrom] = useState(0);
  const asked = useDeferredValue(query);
  const matches = useMemo(
    () => (isOpen ? findInText(paragraphs, asked) : NOTHING),
    [isOpen, paragraphs, asked],
  );
  // Text that comes in makes new matches: the current one is known by its place.
  const known = chosen === null ? -1 : matches.findIndex((one) => isSame(one, chosen));
  const at = known >= 0 ? known : firstFrom(matches, from);
  return {
    isOpen,
    query,
    matches,
    at,
    current: matches[at] ?? null,
    open: (paragraph) => {
      setFrom(paragraph);
      setIsOpen(true);
    },
    close: () => setIsOpen(false),
    ask: (next) => {
      setQuery(next);
      setChosen(null);
    },
    step: (by) => setChosen(matches[(at + by + matches.length) % matches.length] ?? null),
  };
}

/** As in a book: on from where one is, and from the start when there is nothing behind. */
function firstFrom(matches: readonly Match[], from: number): number {
  if (matches.length === 0) return -1;
  return Math.max(
    0,
    matches.findIndex(({ paragraph }) => paragraph >= from),
  );
}

function isSame(left: Match, right: Match): boolean {
  return left.key === right.key && left.from === right.from && left.to === right.to;
}
