import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutTo, padTo } from '../../../src/main/cli/fit-columns.ts';
import { type Column, renderTable } from '../../../src/main/cli/table.ts';
import { displayColumns } from '../../../src/main/core/export/display-columns.ts';

type Row = { readonly id: string; readonly size: number; readonly name: string };

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'ID', text: ({ id }) => id },
  { heading: 'SIZE', align: 'right', text: ({ size }) => String(size) },
  { heading: 'NAME', canShrink: true, text: ({ name }) => name },
];

function render(rows: readonly Row[], width: number | null): string {
  return renderTable(COLUMNS, rows, width);
}

test('columns stand under each other, numbers by their end', () => {
  expect(
    render(
      [
        { id: 'a', size: 5, name: 'one' },
        { id: 'bcd', size: 12_345, name: 'two' },
      ],
      null,
    ),
  ).toBe(['ID    SIZE  NAME', 'a        5  one', 'bcd  12345  two', ''].join('\n'));
});

test('wide characters count for two columns', () => {
  const rows = [
    { id: '会', size: 1, name: 'x' },
    { id: 'ab', size: 2, name: '录音' },
  ];
  expect(render(rows, null)).toBe(['ID  SIZE  NAME', '会     1  x', 'ab     2  录音', ''].join('\n'));
});

test('what may shrink is cut to the terminal, and marked', () => {
  const rows = [{ id: 'a', size: 1, name: 'a name that is far too long for this' }];
  expect(render(rows, 30)).toBe(['ID  SIZE  NAME', 'a      1  a name that is far…', ''].join('\n'));
});

test('a wide character is not cut in half', () => {
  const rows = [{ id: 'a', size: 1, name: '会议录音会议录音会议录音' }];
  const lines = render(rows, 25).split('\n');
  expect(lines[1]).toBe('a      1  会议录音会议录…');
  expect(displayColumns(lines[1] ?? '')).toBeLessThanOrEqual(25);
});

test('on a terminal that is too narrow for a table, rows become blocks', () => {
  const rows = [
    { id: 'a', size: 1, name: 'a long name' },
    { id: 'b', size: 2, name: 'b' },
  ];
  expect(render(rows, 16)).toBe(
    ['ID    a', 'SIZE  1', 'NAME  a long na…', '', 'ID    b', 'SIZE  2', 'NAME  b', ''].join('\n'),
  );
});

test('a name with line ends and escape sequences stays one line of letters', () => {
  const text = render([{ id: 'a', size: 1, name: 'x\n\u001b[31mred' }], null);
  expect(text.split('\n')).toHaveLength(3);
  expect(text).toContain('x\\x0a\\x1b[31mred');
});

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });

test('no line is wider than the terminal, and none loses its columns', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ id: anyText, size: fc.nat(), name: anyText }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 20, max: 120 }),
      (rows, width) => {
        const lines = render(rows, width).split('\n');
        for (const line of lines) expect(displayColumns(line)).toBeLessThanOrEqual(width);
        // Heading and rows of a table, or a block of three lines each with a line between.
        expect([rows.length + 2, rows.length * 4]).toContain(lines.length);
      },
    ),
  );
});

test('text that is cut fits and begins as before; text that fits stays', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 80 }), (text, columns) => {
      const cut = cutTo(text, columns);
      expect(displayColumns(cut)).toBeLessThanOrEqual(Math.max(columns, 1));
      if (displayColumns(text) <= columns) expect(cut).toBe(text);
      else expect(text.startsWith(cut.slice(0, -1))).toBe(true);
    }),
  );
});

test('text is filled up on the side where it does not stand', () => {
  expect([padTo('会', 4, 'left'), padTo('会', 4, 'right'), padTo('long', 2, 'left')]).toEqual([
    '会  ',
    '  会',
    'long',
  ]);
});
