import { describe, expect, test } from 'vitest';
import { atMost, markdownTable, renderReport } from '../../../bench/report.ts';

describe('the report', () => {
  test('counts a figure on the limit as met and one above it as missed', () => {
    expect(atMost('words dropped', 10, 10, '', 0)).toMatchObject({
      isMet: true,
      measured: '10',
      target: '≤ 10',
    });
    expect(atMost('memory', 350.4, 350, 'MB', 0)).toMatchObject({ isMet: false, target: '≤ 350 MB' });
  });

  test('misses a target for which nothing was measured', () => {
    expect(atMost('first text', Number.POSITIVE_INFINITY, 5, 's', 1).isMet).toBe(false);
  });

  test('keeps a bar or a line break in a cell from breaking the table', () => {
    expect(
      markdownTable([
        ['name', 'text'],
        ['a|b', 'one\ntwo'],
      ]),
    ).toBe('| name | text |\n| --- | ---: |\n| a\\|b | one two |');
  });

  test('shows what was promised before the parts, and marks what was missed', () => {
    const report = renderReport('Benchmark', 'a machine', [
      { heading: 'Speed', body: 'fast', verdicts: [atMost('wall', 0.5, 0.45, '', 2)] },
    ]);
    expect(report).toBe(
      '# Benchmark\n\na machine\n\n## Targets\n\n| target | measured | wanted | met |\n| --- | ---: | ---: | ---: |\n| wall | 0.50 | ≤ 0.45 | **no** |\n\n## Speed\n\nfast\n',
    );
  });
});
