import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { STUCK_RULES } from '../../src/main/core/queue/stuck-jobs.ts';
import {
  isFinal,
  JOB_EVENTS,
  JOB_STATES,
  RECOVERED_STATES,
  TRANSITIONS,
} from '../../src/shared/job-state.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'state-machine.md'), 'utf8');

/** The rows of the table whose heading row begins as told, as cells without code marks; the heading row first. */
function table(markdown: string, ...heading: readonly string[]): string[][] {
  const rows = markdown.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
  const start = rows.findIndex((row) => heading.every((cell, index) => row[index] === cell));
  if (start === -1) throw new Error(`There is no table headed "${heading.join(', ')}".`);
  const end = rows.findIndex((row, index) => index > start && row.length === 0);
  return rows.slice(start, end === -1 ? undefined : end).filter((_, index) => index !== 1);
}

/** Every way of the big table, as `event: from > to`. */
function waysIn(markdown: string): string[] {
  const [heading = [], ...rows] = table(markdown, 'Event', 'importing');
  return rows.flatMap(([event, ...cells]) =>
    cells.flatMap((to, index) => (to === '' ? [] : [`${event}: ${heading[index + 1]} > ${to}`])),
  );
}

const waysInCode = JOB_EVENTS.flatMap((event) =>
  JOB_STATES.flatMap((from) => {
    const to = TRANSITIONS[from][event];
    return to === undefined ? [] : [`${event}: ${from} > ${to}`];
  }),
);

test('the table of states and events is the one of the program', () => {
  expect(waysIn(page)).toEqual(waysInCode);
});

test('the table names every state and every event, in their order', () => {
  const [heading = [], ...rows] = table(page, 'Event', 'importing');
  expect(heading.slice(1)).toEqual([...JOB_STATES]);
  expect(rows.map(([event]) => event)).toEqual([...JOB_EVENTS]);
});

test('every state is explained, with the state it has after a crash', () => {
  const [, ...rows] = table(page, 'State', 'In the API', 'After a crash');
  const recovered = Object.fromEntries(rows.map(([state, , after]) => [state, after]));
  expect(recovered).toEqual(RECOVERED_STATES);
});

test('an API of four states shows what is over as over, and nothing else', () => {
  const [, ...rows] = table(page, 'State', 'In the API', 'After a crash');
  const isOver = new Map(rows.map(([state, api]) => [state, api === 'completed' || api === 'failed']));
  for (const state of JOB_STATES) expect(isOver.get(state)).toBe(isFinal(state));
  expect(rows.every(([, api = '']) => ['pending', 'processing', 'completed', 'failed'].includes(api))).toBe(
    true,
  );
});

test('every event is explained', () => {
  const [, ...rows] = table(page, 'Event', 'Who says it, and when');
  expect(rows.map(([event]) => event)).toEqual([...JOB_EVENTS]);
});

test('every rule about jobs that do not move is explained', () => {
  const [, ...rows] = table(page, 'Rule', 'What was seen');
  expect(rows.map(([rule]) => rule)).toEqual([...STUCK_RULES]);
});

test('the diagram draws only ways that there are', () => {
  const drawn = [...page.matchAll(/^ +(\w+) --> (\w+): (.+)$/gm)].flatMap(([, from, to, events = '']) =>
    events.split(', ').map((event) => `${event}: ${from} > ${to}`),
  );
  expect(drawn.length).toBeGreaterThan(15);
  expect(drawn.filter((way) => !waysInCode.includes(way))).toEqual([]);
});

test('positive control: a changed cell, a missing row and a missing table are noticed', () => {
  const changed = page.replace(
    '| `requeue`     |             |            | `queued` ',
    '| `requeue`     |             |            | `paused` ',
  );
  expect(changed).not.toBe(page);
  expect(waysIn(changed)).not.toEqual(waysInCode);
  const shorter = page.replace(/^\| `resume` +\|.*\n/m, '');
  expect(waysIn(shorter)).not.toEqual(waysInCode);
  expect(() => table(page, 'Nothing')).toThrow('no table');
});
