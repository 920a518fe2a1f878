import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type MemoryWitness, readOomKills, systemMemory } from '../../src/main/core/engine/memory-witness.ts';
import { CHUNK, fakeEngine, OPTIONS, PLENTY } from '../support/fake-engine.ts';
import { never } from '../support/make-media.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const MIB = 1024 ** 2;

/** What a call comes to whose runner has the fault. */
function callWith(fault: string, memory: MemoryWitness = PLENTY): Promise<unknown> {
  return fakeEngine(fault, 1, process.execPath, memory).engine.transcribe(CHUNK, OPTIONS, never);
}

/** A kernel that counts one more death from its second answer on. */
function oneMoreKill(): MemoryWitness {
  let answers = 0;
  return { ...PLENTY, oomKills: () => 6 + Math.min(answers++, 1) };
}

test('an engine that aborts because it gets no memory lacks memory, and has not crashed', async () => {
  await expect(callWith('no-memory')).rejects.toMatchObject({
    code: 'out-of-memory',
    detail: expect.stringContaining('failed to allocate'),
  });
  // Positive control: an abort for another reason.
  await expect(callWith('abort')).rejects.toMatchObject({ code: 'engine-crashed' });
});

test('an engine that is killed while there is plenty of memory has crashed', async () => {
  await expect(callWith('killed-from-outside')).rejects.toMatchObject({ code: 'engine-crashed' });
});

test('an engine that is killed while the kernel counts a death for memory lacks memory', async () => {
  await expect(callWith('killed-from-outside', oneMoreKill())).rejects.toMatchObject({
    code: 'out-of-memory',
  });
});

test('what the kernel counts says nothing about an engine that ended itself', async () => {
  await expect(callWith('crash', oneMoreKill())).rejects.toMatchObject({ code: 'engine-crashed' });
});

test('where nobody counts, an engine lacks memory whose death leaves hardly more than it held', async () => {
  const scarce = { availableBytes: () => 200 * MIB, oomKills: () => null };
  await expect(callWith('killed-from-outside', scarce)).rejects.toMatchObject({ code: 'out-of-memory' });
  const enough = { availableBytes: () => 400 * MIB, oomKills: () => null };
  await expect(callWith('killed-from-outside', enough)).rejects.toMatchObject({ code: 'engine-crashed' });
});

test('an engine that we kill because it hangs is one that hangs, however little memory there is', async () => {
  const none = { availableBytes: () => 0, oomKills: () => null };
  await expect(callWith('standstill', none)).rejects.toMatchObject({ code: 'engine-hung' });
});

test('an engine that we kill because it does not heed a cancel lacks no memory, whatever else it was doing', async () => {
  const none = { availableBytes: () => 0, oomKills: () => null };
  const { engine } = fakeEngine('deaf', 1, process.execPath, none);
  const stop = new AbortController();
  await engine.ready(never);
  const cancelledCall = engine.transcribe(CHUNK, OPTIONS, stop.signal);
  const otherCall = engine.transcribe(CHUNK, OPTIONS, never);
  // Answered behind the two: by then the runner has begun them.
  await engine.speechProbabilities(CHUNK, never);
  stop.abort();
  await expect(cancelledCall).rejects.toMatchObject({ code: 'cancelled' });
  await expect(otherCall).rejects.toMatchObject({ code: 'engine-crashed' });
});

/** Linux' files as they are when this process belongs to the group. */
function controlGroups(group: string, files: Record<string, string>): [membership: string, root: string] {
  const folder = mkdtempSync(join(suite, 'groups-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  writeFileSync(join(folder, 'membership'), `1:memory:/old\n0::${group}\n`);
  return [join(folder, 'membership'), folder];
}

const EVENTS = 'low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n';

test('the kernel’s counter is that of the own group', () => {
  const files = { 'user/app/memory.events': EVENTS, 'memory.events': 'oom_kill 9\n' };
  expect(readOomKills(...controlGroups('/user/app', files))).toBe(2);
});

test('in a container the own group is the root', () => {
  expect(readOomKills(...controlGroups('/docker/4711', { 'memory.events': EVENTS }))).toBe(2);
});

test('where the kernel does not count, nothing is known', () => {
  expect(readOomKills(...controlGroups('/', {}))).toBeNull();
  expect(readOomKills(join(suite, 'nothing'), suite)).toBeNull();
});

test('the system can be asked', () => {
  expect(systemMemory.availableBytes()).toBeGreaterThan(0);
  expect(systemMemory.oomKills() ?? 0).toBeGreaterThanOrEqual(0);
});
