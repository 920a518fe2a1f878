/** A figure that the product promises, as it was measured. */
export type Verdict = {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly isMet: boolean;
};

/** What one part of the benchmark found. */
export type Section = {
  readonly heading: string;
  /** Markdown. */
  readonly body: string;
  readonly verdicts: readonly Verdict[];
};

/** @param rows cells of every row, the first row being the head; the first column is text, the others are numbers */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...body].map(tableLine).join('\n');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

/** The whole report in Markdown: what was promised first, then each part. */
export function renderReport(title: string, machine: string, sections: readonly Section[]): string {
  const verdicts = sections.flatMap((section) => section.verdicts);
  const parts = [`# ${title}`, machine];
  if (verdicts.length > 0) {
    const rows = verdicts.map(({ what, measured, target, isMet }) => [
      what,
      measured,
      target,
      isMet ? 'yes' : '**no**',
    ]);
    parts.push('## Targets', markdownTable([['target', 'measured', 'wanted', 'met'], ...rows]));
  }
  for (const { heading, body } of sections) parts.push(`## ${heading}`, body);
  return `${parts.join('\n\n')}\n`;
}

/** A promise of the form "at most this much". */
export function atMost(what: string, measured: number, limit: number, unit: string, digits: number): Verdict {
  const suffix = unit === '' ? '' : ` ${unit}`;
  return {
    what,
    measured: `${measured.toFixed(digits)}${suffix}`,
    target: `≤ ${limit}${suffix}`,
    isMet: measured <= limit,
  };
}
