import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'security.md'), 'utf8');

/** Tests that a page names, with or without their folder. */
function testsNamedIn(markdown: string): string[] {
  return [...markdown.matchAll(/`([\w/-]+\.test\.tsx?)`/g)].map(([, name = '']) => name);
}

const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.test\.tsx?$/.test(path))
  .map((path) => `test/${path.replaceAll('\\', '/')}`);

function isThere(name: string): boolean {
  return name.includes('/') ? tests.includes(name) : tests.some((path) => basename(path) === name);
}

test('every test that is said to hold something is there', () => {
  const names = testsNamedIn(page);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !isThere(name))).toEqual([]);
});

test('positive control: a test that is not there is noticed', () => {
  const names = testsNamedIn('`headless-access.test.ts` `test/unit/nothing.test.ts` `nothing.test.ts`');
  expect(names.filter((name) => !isThere(name))).toEqual(['test/unit/nothing.test.ts', 'nothing.test.ts']);
});

test('every line of a table says what holds it, but for what is to come with the installers', () => {
  const rows = [...page.matchAll(/^\|(?![ -]+\|)(.*)\|$/gm)].map(([, row = '']) =>
    row.split('|').map((cell) => cell.trim()),
  );
  const open = rows.filter((cells) => cells.length === 3 && cells[2] === '').map(([what = '']) => what);
  expect(open).toEqual(['19 fuses']);
});
