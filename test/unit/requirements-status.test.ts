import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs/requirements-status.md'), 'utf8');

/**
 * Every requirement that the product was written against, by section and number; the figures of reliability; and what is to
 * make it better than others.
 */
const EXPECTED_IDS = [
  ...numbered('0.', 46),
  ...numbered('1.', 34),
  ...numbered('2.', 18),
  ...numbered('3.', 32),
  ...numbered('R', 15),
  ...numbered('C', 10),
];

const STATUSES = ['met', 'part', 'open'];

type Row = {
  readonly id: string;
  readonly status: string;
  /** What shows that the point is met: tests as `file › name`, pages and benchmarks as links. */
  readonly shownBy: string;
  readonly missing: string;
};

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

function rowsOf(markdown: string): Row[] {
  return [...markdown.matchAll(/^\| ((?:\d\.|R|C)\d+) \|(.*)\|$/gm)].map(([, id = '', cells = '']) => {
    const [, status = '', shownBy = '', missing = ''] = cells.split('|').map((cell) => cell.trim());
    return { id, status, shownBy, missing };
  });
}

/** References of the form `test/…/x.test.ts › name of a test` that lead nowhere. */
function brokenReferences(markdown: string): string[] {
  return [...markdown.matchAll(/`(test\/[^`›]+?)(?: › ([^`]+))?`/g)].flatMap(([, file = '', name]) => {
    const path = join(root, file);
    if (!existsSync(path)) return [`${file} does not exist`];
    if (name === undefined || readFileSync(path, 'utf8').includes(name)) return [];
    return [`${file} has no test "${name}"`];
  });
}

/** Rows that claim too much, or explain too little. */
function faultsOf({ id, status, shownBy, missing }: Row): string[] {
  const faults: string[] = [];
  if (!STATUSES.includes(status)) faults.push(`${id} is neither of ${STATUSES.join(', ')}`);
  if (status !== 'open' && !/`test\/|\]\(/.test(shownBy))
    faults.push(`${id} is ${status} and nothing shows it`);
  if (status !== 'met' && missing === '') faults.push(`${id} is ${status} without a reason`);
  return faults;
}

/** How many rows there are of each status, in the words of the page. */
function countsOf(markdown: string): string {
  const rows = rowsOf(markdown);
  const [met, part, open] = STATUSES.map((status) => rows.filter((row) => row.status === status).length);
  return `${rows.length} points: ${met} met, ${part} in part, ${open} open.`;
}

test('every requirement has one row, and every row is a requirement', () => {
  expect(rowsOf(page).map(({ id }) => id)).toEqual(EXPECTED_IDS);
});

test('every test that is named is there', () => {
  expect(brokenReferences(page)).toEqual([]);
});

test('what is met is shown by something, and what is not has a reason', () => {
  expect(rowsOf(page).flatMap(faultsOf)).toEqual([]);
});

test('the head of the page counts its rows', () => {
  expect(page).toContain(countsOf(page));
});

test('positive control: one row more is another count', () => {
  const row = '| C1 | a | met | [x](y) | |';
  expect(countsOf(row)).toBe('1 points: 1 met, 0 in part, 0 open.');
  expect(countsOf([row, '| R2 | b | open | | later |'].join('\n'))).toBe(
    '2 points: 1 met, 0 in part, 1 open.',
  );
});

test('positive control: a test that is not there, and a name that its file does not have, are noticed', () => {
  const here = 'test/unit/requirements-status.test.ts';
  const missingName = ['no test', 'has this name'].join(' ');
  expect(brokenReferences(`\`${here} › every test that is named is there\``)).toEqual([]);
  expect(brokenReferences(`\`${here} › ${missingName}\``)).toHaveLength(1);
  expect(brokenReferences('`test/unit/nowhere.test.ts › a name`')).toHaveLength(1);
});

test('positive control: rows that claim without showing, or stay open without a reason, are noticed', () => {
  const rows = rowsOf(
    ['| 0.1 | a | met | | |', '| R2 | b | open | | |', '| 0.3 | c | done | [x](y) | z |'].join('\n'),
  );
  expect(rows.map((row) => faultsOf(row).length)).toEqual([1, 1, 1]);
});
