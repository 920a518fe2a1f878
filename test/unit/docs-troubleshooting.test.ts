import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Connection } from '../../src/main/core/storage/connection.ts';
import { migrate } from '../../src/main/core/storage/migrations.ts';

const root = join(import.meta.dirname, '..', '..');
const page = read('docs/troubleshooting.md');

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Statements of all blocks of SQL on a page. */
function statementsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^```sql\n(.*?)^```$/gms)]
    .flatMap(([, block = '']) => block.split(';'))
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** What stands in code marks in the first cells of the table below a line. */
function firstCellsBelow(markdown: string, line: string): string[] {
  const [table = ''] = markdown.slice(markdown.indexOf(line)).match(/(^\|.*\n)+/m) ?? [];
  return [...table.matchAll(/^\| ([^|]*)/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
}

/** The database of an empty queue. */
function emptyQueue(): Database.Database {
  const database = new Database(':memory:');
  migrate(new Connection(database));
  return database;
}

test('every statement that the page gives fits the database and only reads', () => {
  const database = emptyQueue();
  const statements = statementsOf(page);
  expect(statements.length).toBeGreaterThan(3);
  for (const statement of statements) {
    const prepared = database.prepare(statement);
    expect({ statement, readonly: prepared.readonly }).toEqual({ statement, readonly: true });
    prepared.all();
  }
});

test('positive control: a statement with a column that is not there is noticed', () => {
  const database = emptyQueue();
  const [statement = ''] = statementsOf('```sql\nSELECT nothing FROM jobs;\n```\n');
  expect(() => database.prepare(statement)).toThrow('nothing');
});

test('every rule that finds stuck jobs is explained, and every rule that is explained is there', () => {
  const source = read('src/main/core/queue/stuck-jobs.ts');
  const rules: string[] = [...source.matchAll(/report\(\s*'([a-z-]+)'|rule: '([a-z-]+)'/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  expect(
    firstCellsBelow(page, '| Rule')
      .filter((name) => name !== 'Rule')
      .toSorted(),
  ).toEqual(rules.toSorted());
});
