import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from '../../src/main/cli/exit-codes.ts';
import { transcribeCommand } from '../../src/main/cli/transcribe-options.ts';
import { STAGES } from '../../src/shared/contract/job.ts';
import { ERROR_CODES } from '../../src/shared/errors.ts';
import { EXPORT_FORMATS } from '../../src/shared/job-options.ts';
import { WHISPER_LANGUAGES } from '../../src/shared/whisper-languages.ts';

const root = join(import.meta.dirname, '..', '..');
const commandLine = read('docs/command-line.md');
const errors = read('docs/errors.md');
const command = transcribeCommand(async () => {});

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** What stands first in each row of the tables of a page, in code marks. */
function tableEntries(page: string): string[] {
  return [...page.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1] ?? '');
}

/** The part of a page below a heading, up to the next one. */
function section(page: string, heading: string): string {
  const from = page.indexOf(`# ${heading}\n`);
  if (from === -1) throw new Error(`There is no heading "${heading}".`);
  const body = page.slice(from + heading.length + 3);
  const next = body.search(/^#+ /m);
  return next === -1 ? body : body.slice(0, next);
}

/** Relative links and pictures of a page that are not there. */
function brokenLinks(path: string, page: string): string[] {
  const links = [
    ...page.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g),
    ...page.matchAll(/<[^>]*\ssrc(?:set)?="([^"]+)"/g),
  ];
  return links
    .map((match) => match[1] ?? '')
    .filter((target) => !existsSync(join(root, dirname(path), target)));
}

function markdownFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

test('every error code has its entry, and every entry is an error code', () => {
  expect(tableEntries(errors).toSorted()).toEqual([...ERROR_CODES].toSorted());
});

test('every option of transcribe has its entry, and every entry is an option', () => {
  const options = command.options.map((option) => option.flags);
  expect(tableEntries(section(commandLine, '`earshot transcribe`')).toSorted()).toEqual(
    [...options, '-h, --help'].toSorted(),
  );
});

test('every choice of an option is named', () => {
  const table = section(commandLine, '`earshot transcribe`');
  const choices = command.options.flatMap((option) => option.argChoices ?? []);
  expect(choices.filter((choice) => !table.includes(`\`${choice}\``))).toEqual([]);
});

test('every format has its entry, and every entry is a format', () => {
  expect(tableEntries(section(commandLine, 'Formats'))).toEqual([...EXPORT_FORMATS]);
});

test('every language is named', () => {
  const named = [...section(commandLine, 'Languages').matchAll(/`([a-z]+)`/g)].map((match) => match[1] ?? '');
  expect(named.toSorted()).toEqual([...WHISPER_LANGUAGES.keys()].toSorted());
});

test('every exit code is named', () => {
  const named = [...section(commandLine, 'Exit codes').matchAll(/^\| (\d+) +\|/gm)].map((match) =>
    Number(match[1]),
  );
  expect(named).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
});

test('every stage of the progress is named', () => {
  const events = section(commandLine, 'JSON events');
  expect(STAGES.filter((stage) => !events.includes(`\`${stage}\``))).toEqual([]);
});

test('links between pages lead to files that are there', () => {
  const pages = [
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    ...['docs', 'src', 'native', 'resources', 'test'].flatMap(markdownFiles),
  ];
  const broken = pages.flatMap((path) => brokenLinks(path, read(path)).map((link) => `${path}: ${link}`));
  expect(broken).toEqual([]);
});

test('positive control: a link that leads nowhere is found, one to a place on the page or in the web is no file', () => {
  const page = '[a](nowhere.md) [b](command-line.md#formats) [c](#top) [d](https://example.org/x.md)';
  expect(brokenLinks('docs/page.md', page)).toEqual(['nowhere.md']);
  expect(
    brokenLinks('docs/page.md', '<img src="images/queue-light.png"><img alt="" src="none.png">'),
  ).toEqual(['none.png']);
});

test('positive control: a table without an entry and a page without a heading are noticed', () => {
  expect(tableEntries('| `one` | 1 |\n| two | 2 |')).toEqual(['one']);
  expect(() => section('# One\n', 'Two')).toThrow('no heading');
});
