import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SHORTCUTS } from '../../../src/renderer/src/features/shortcuts/shortcut-list.ts';
import { en } from '../../../src/renderer/src/i18n/en/index.ts';

const root = join(import.meta.dirname, '../../..');

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every text of the catalogue, one below the other. */
function textsIn(catalogue: object): string[] {
  return Object.values(catalogue).flatMap((value: unknown) => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? textsIn(value) : [];
  });
}

/** Whether a text of the catalogue reads like this when its blanks are filled in. */
function isSaid(words: string): boolean {
  return textsIn(en).some((text) => {
    const parts = text.split(/\{\{[^}]*\}\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.+')}$`).test(words);
  });
}

/** What a page quotes that the window does not say. A line of the window is made of parts with points between them. */
function misquoted(markdown: string): string[] {
  const words = markdown.replaceAll(/<\/?[a-z][^>]*>/g, '');
  const quotes = [...words.matchAll(/"([^"]+)"/g)].map(([, quote = '']) => quote.replaceAll('\n', ' '));
  return quotes.flatMap((quote) => quote.split(' · ')).filter((part) => !isSaid(part));
}

/** Rows of the table whose head begins like this. */
function rowsBelow(markdown: string, head: string): string[] {
  const from = markdown.indexOf(`| ${head} |`);
  if (from < 0) return [];
  const [table = ''] = markdown.slice(from).split('\n\n');
  return table.trim().split('\n').slice(2);
}

const ARROWS = new Map([
  ['ArrowUp', '↑'],
  ['ArrowDown', '↓'],
  ['ArrowLeft', '←'],
  ['ArrowRight', '→'],
]);
const KEY_WORDS: ReadonlyMap<string, string> = new Map(Object.entries(en.shortcuts.key));

/** As the list of keys writes it on any computer but a Mac. */
function wordsOfKey(key: string): string {
  const name = key === ' ' ? 'space' : key.toLowerCase();
  return ARROWS.get(key) ?? KEY_WORDS.get(name) ?? key.toUpperCase();
}

describe('the words of the window', () => {
  test.each(['docs/user-guide.md', 'docs/keyboard.md'])('are quoted in %s as they are', (path) => {
    expect(misquoted(read(path))).toEqual([]);
  });

  test('control: what the window does not say is found, also in a part of a line', () => {
    expect(misquoted('"Drop recordings here", "3 added · 1 has no sound"')).toEqual([]);
    expect(misquoted('"Drop it here", "3 added · 1 is silent"')).toEqual(['Drop it here', '1 is silent']);
  });
});

test.each(SHORTCUTS)(
  'docs/keyboard.md lists the keys of "$title" as the window does',
  ({ title, shortcuts }) => {
    const expected = shortcuts.map(({ does, chords }) => {
      const alternatives = chords.map(({ hold, key }) =>
        (hold === null ? [key] : [hold, key]).map(wordsOfKey),
      );
      const keys = alternatives
        .map((together) => together.map((word) => `\`${word}\``).join(' '))
        .join(' or ');
      return `| ${keys} | ${en.shortcuts.does[does]} |`;
    });
    expect(rowsBelow(read('docs/keyboard.md'), en.shortcuts.title[title])).toEqual(expected);
  },
);

describe('docs/design-system.md', () => {
  const tokens = new Set(
    [...read('src/renderer/src/styles/tokens.css').matchAll(/^ {2}--([a-z-]+):/gm)].map(
      ([, name = '']) => name,
    ),
  );
  const explained = rowsBelow(read('docs/design-system.md'), 'Role').flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );

  test('gives the reason of every token, and of nothing else', () => {
    expect(tokens.size).toBeGreaterThan(10);
    expect(explained.toSorted()).toEqual([...tokens].toSorted());
  });
});
