import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProcessTree } from '../../../bench/process-tree.ts';

let proc: string;

beforeEach(async () => {
  proc = await mkdtemp(join(tmpdir(), 'earshot-proc-'));
});

afterEach(() => rm(proc, { recursive: true, force: true }));

type FakeProcess = { name?: string; parent: number; rssKb?: number; peakKb?: number; ticks?: number };

/** A process as Linux shows it in /proc. */
async function appear(
  pid: number,
  { name = 'program', parent, rssKb = 0, peakKb = 0, ticks = 0 }: FakeProcess,
) {
  await mkdir(join(proc, String(pid)), { recursive: true });
  const before = '0 0 0 0 0 0 0 0 0';
  await writeFile(
    join(proc, String(pid), 'stat'),
    `${pid} (${name}) S ${parent} ${before} ${ticks} ${ticks} 0 0 20 0 1\n`,
  );
  await writeFile(
    join(proc, String(pid), 'status'),
    `Name:\t${name}\nVmHWM:\t   ${peakKb} kB\nVmRSS:\t   ${rssKb} kB\n`,
  );
}

const vanish = (pid: number) => rm(join(proc, String(pid)), { recursive: true });

describe('a process tree', () => {
  test('holds the first process and all that it started, at any depth, and nothing else', async () => {
    await appear(10, { parent: 1 });
    await appear(11, { parent: 10 });
    await appear(12, { parent: 11 });
    await appear(13, { parent: 1 });
    expect(new ProcessTree(10, proc).sample().map(({ pid }) => pid)).toEqual([10, 11, 12]);
  });

  test('reads memory in bytes and the time of user and system together', async () => {
    await appear(10, { name: 'whisper-runner-', parent: 1, rssKb: 200, peakKb: 300, ticks: 7 });
    expect(new ProcessTree(10, proc).sample()).toEqual([
      { pid: 10, name: 'whisper-runner-', rssBytes: 204_800, peakRssBytes: 307_200, cpuMs: 140 },
    ]);
  });

  test('is not confused by a name with brackets and spaces', async () => {
    await appear(10, { parent: 1 });
    await appear(11, { name: 'a) S 1 (b', parent: 10 });
    expect(new ProcessTree(10, proc).sample().map(({ name }) => name)).toEqual(['program', 'a) S 1 (b']);
  });

  test('takes up a process that starts later', async () => {
    await appear(10, { parent: 1 });
    const tree = new ProcessTree(10, proc);
    tree.sample();
    await appear(9, { parent: 10 });
    expect(tree.sample().map(({ pid }) => pid)).toContain(9);
  });

  test('keeps a process whose parent has ended and which now belongs to init', async () => {
    await appear(10, { parent: 1 });
    await appear(11, { parent: 10 });
    await appear(12, { parent: 11 });
    const tree = new ProcessTree(10, proc);
    tree.sample();
    await vanish(11);
    await appear(12, { parent: 1 });
    expect(tree.sample().map(({ pid }) => pid)).toEqual([10, 12]);
  });

  test('forgets a process that ended, so that a stranger with its number is not taken for it', async () => {
    await appear(10, { parent: 1 });
    await appear(11, { parent: 10 });
    const tree = new ProcessTree(10, proc);
    tree.sample();
    await vanish(11);
    tree.sample();
    await appear(11, { parent: 1 });
    expect(tree.sample().map(({ pid }) => pid)).toEqual([10]);
  });
});
