import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import type { CommandContext } from '../../../src/main/cli/command-context.ts';
import { buildProgram } from '../../../src/main/cli/program.ts';
import { SETTINGS } from '../../../src/main/cli/queue/queue-settings.ts';
import { DEFAULT_QUEUE_SETTINGS, dispositionSchema } from '../../../src/shared/contract/methods.ts';
import { JOB_STATES } from '../../../src/shared/job-state.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'command-line.md'), 'utf8');

const never = (): never => {
  throw new Error('no command is run here');
};

const NEVER_RUN: CommandContext = {
  access: { open: never },
  stdout: process.stdout,
  stderr: process.stderr,
  folder: '/',
  now: never,
  listenForStop: never,
  checkParts: never,
  startBackgroundServe: never,
  servePages: never,
  openInBrowser: never,
};

const program = buildProgram({
  version: '0.0.0',
  context: NEVER_RUN,
  doctor: async () => 0,
  onExit: () => {},
});

type Entry = { readonly name: string; readonly row: string };

/** Rows of tables that begin with a command of this group, such as `jobs list`. */
function entriesOf(group: string): Entry[] {
  return [...page.matchAll(new RegExp(`^\\| \`(${group} [^\`]+)\` *\\|.*$`, 'gm'))].map(
    ([row, name = '']) => ({
      name,
      row,
    }),
  );
}

function groupOf(name: string): Command {
  const group = program.commands.find((command) => command.name() === name);
  if (group === undefined) throw new Error(`there is no command ${name}`);
  return group;
}

/** As it stands in the page: name and arguments. */
function usageOf(group: string, command: Command): string {
  const args = command.registeredArguments.map((argument) => {
    const dots = argument.variadic ? '...' : '';
    return argument.required ? `<${argument.name()}${dots}>` : `[${argument.name()}${dots}]`;
  });
  return [group, command.name(), ...args].join(' ');
}

const GROUPS = ['jobs', 'queue', 'models'];

test.each(GROUPS)('every command of %s has its entry, and every entry is a command', (group) => {
  const commands = groupOf(group).commands.map((command) => usageOf(group, command));
  expect(
    entriesOf(group)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(commands.toSorted());
});

test.each(GROUPS)('every option of the commands of %s is named in its row', (group) => {
  const missing = groupOf(group).commands.flatMap((command) => {
    const row = entriesOf(group).find(({ name }) => name === usageOf(group, command))?.row ?? '';
    // Those of a redo are the ones of transcribe, which has a table of its own.
    const options = command.name() === 'redo' ? [] : command.options;
    return options
      .filter(({ flags }) => !row.includes(`\`${flags}\``))
      .map(({ flags }) => `${command.name()} ${flags}`);
  });
  expect(missing).toEqual([]);
});

test('every setting of the queue has its entry with its default, and every entry is a setting', () => {
  const table = page.slice(page.indexOf('| Setting '), page.indexOf('## `earshot models`'));
  const rows = [...table.matchAll(/^\| `([^`]+)` *\|[^|]*\| `([^`]+)` *\|/gm)].map(([, key, value]) => [
    key,
    value,
  ]);
  expect(rows).toEqual(SETTINGS.map(({ key, show }) => [key, show(DEFAULT_QUEUE_SETTINGS)]));
});

test.each([
  ['state of a job', JOB_STATES],
  ['disposition', dispositionSchema.options],
])('every %s is named', (_, names) => {
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('every command of the first level is shown at the head of the page', () => {
  const [head = ''] = page.split('\n## ', 1);
  const names = program.commands.map((command) => command.name());
  expect(names.filter((name) => !head.includes(`earshot ${name}`))).toEqual([]);
});
