import type { Match } from './find-in-text.ts';

const FOUND = 'earshot-found';
const CURRENT = 'earshot-found-now';

/**
 * Marks what was found by the browser's own highlights: the text stays as it is, also while it grows, and only what is on the
 * screen has marks.
 */
export class FoundMarks {
  readonly #found = new Highlight();
  readonly #current = new Highlight();

  constructor() {
    this.#current.priority = 1;
    CSS.highlights.set(FOUND, this.#found);
    CSS.highlights.set(CURRENT, this.#current);
  }

  /** @returns takes the marks of this paragraph away */
  mark(paragraph: HTMLElement, matches: readonly Match[], current: Match | null): () => void {
    const ranges = rangesOf(paragraph, matches);
    const marked = ranges.map((range, index) => {
      const highlight = matches[index] === current ? this.#current : this.#found;
      highlight.add(range);
      return { highlight, range };
    });
    return () => {
      for (const { highlight, range } of marked) highlight.delete(range);
    };
  }

  close(): void {
    if (CSS.highlights.get(FOUND) === this.#found) CSS.highlights.delete(FOUND);
    if (CSS.highlights.get(CURRENT) === this.#current) CSS.highlights.delete(CURRENT);
  }
}

/** The letters of matches as ranges of the document; matches are in order and do not overlap. */
function rangesOf(paragraph: HTMLElement, matches: readonly Match[]): Range[] {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const ranges: Range[] = [];
  let passed = 0;
  let node = walker.nextNode();
  const placeOf = (offset: number, isEnd: boolean): { node: Node; offset: number } | null => {
    while (node !== null) {
      const length = node.textContent?.length ?? 0;
      if (isEnd ? offset <= passed + length : offset < passed + length)
        return { node, offset: offset - passed };
      passed += length;
      node = walker.nextNode();
    }
    return null;
  };
  for (const { from, to } of matches) {
    const start = placeOf(from, false);
    const end = placeOf(to, true);
    if (start === null || end === null) break;
    const range = new Range();
    range.setStart(start.node, start.offset);
    range.setEnd(end.node, end.offset);
    ranges.push(range);
  }
  return ranges;
}
