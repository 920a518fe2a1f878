import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
const packages = z.record(z.string(), z.string());
const { dependencies, devDependencies } = z
  .object({ dependencies: packages, devDependencies: packages })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** Packages that have a line: what stands in code marks in the first cells of all tables. */
function packagesOn(markdown: string): string[] {
  return [...markdown.matchAll(/^\| ([^|]*)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
}

test('every package of package.json has one line, and every line is for one', () => {
  const used = Object.keys({ ...dependencies, ...devDependencies });
  expect(packagesOn(page).toSorted()).toEqual(used.toSorted());
});

test('positive control: two packages in one line are two, and those that were considered are none', () => {
  const table = '| Package | Considered |\n| --- | --- |\n| `a`, `@b/c` | `d` |\n';
  expect(packagesOn(table)).toEqual(['a', '@b/c']);
});
