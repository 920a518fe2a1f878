import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, type TestContext, test } from 'vitest';
import { SmallDisk } from '../support/fault-disk.ts';
import { FaultHome } from '../support/fault-home.ts';
import { judge } from '../support/fault-oracle.ts';
import { type FaultQueue, openFaultQueue } from '../support/fault-queue.ts';
import { call, untilStates } from '../support/fault-queue-line.ts';
import { isLong } from '../support/fault-scale.ts';
import { countCycle } from '../support/fault-tally.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;
/** From the moment in which there is space again. */
const GOES_ON_MS = 30_000;

/** A home whose data, logs and working files lie on a disk of their own. */
function homeOnDisk(
  { skip, onTestFinished }: TestContext,
  sizeBytes: number,
): { home: FaultHome; disk: SmallDisk } {
  const place = mkdtempSync(join(folder, 'home-'));
  mkdirSync(join(place, 'home'));
  const disk = SmallDisk.mount(join(place, 'home'), sizeBytes);
  if (disk === null) return skip('mounting is not allowed here');
  const home = new FaultHome(place);
  onTestFinished(() => {
    for (const pid of home.processes()) process.kill(pid, 'SIGKILL');
    disk.unmount();
  });
  return { home, disk };
}

/** Waits until the queue has noticed that there is no space, or that there is some. */
async function untilHeld(queue: FaultQueue, isHeld: boolean): Promise<void> {
  for (;;) {
    const { holds } = await call(queue.client, 'queue.status', {});
    if (holds.some(({ reason }) => reason === 'disk-full') === isHeld) return;
    await delay(100);
  }
}

describe.skipIf(process.platform !== 'linux')('a disk without space', { concurrent: true }, () => {
  test('holds the queue before anything fails, and lets it go on by itself', {
    timeout: 2 * MINUTE_MS,
  }, async (context) => {
    const { home, disk } = homeOnDisk(context, 64 * MIB);
    const queue = await openFaultQueue(home);
    const marks = { blockBelowFreeBytes: 20 * MIB, resumeAboveFreeBytes: 30 * MIB };
    await call(queue.client, 'queue.configure', { settings: marks });
    const recording = home.record(2);
    await untilHeld(queue, false);
    disk.fillUpTo(10 * MIB);
    // Marks that are set are looked at; in the long form it is noticed without that.
    if (!isLong) await call(queue.client, 'queue.configure', { settings: marks });
    await untilHeld(queue, true);
    await queue.add(recording.path);
    await untilStates(queue.client, 'queued');
    disk.empty();
    const emptiedAtMs = performance.now();
    await untilStates(queue.client, 'completed', 'failed');
    expect(performance.now() - emptiedAtMs).toBeLessThan(GOES_ON_MS);
    await queue.stop();
    expect(judge(home.database, { accepted: [], recordings: [recording], isOver: true })).toEqual([]);
  });

  const LEFT = isLong ? [0, 4, 16, 48, 100, 200, 400, 800, 1200, 1600, 2000, 3000] : [100];

  test.for(LEFT)(
    'of which %i KiB are left costs nothing',
    { timeout: 3 * MINUTE_MS },
    async (leftKib, context) => {
      const { home, disk } = homeOnDisk(context, 40 * MIB);
      home.script({ callMs: 20 });
      const queue = await openFaultQueue(home);
      // So low that every write is tried.
      await call(queue.client, 'queue.configure', {
        settings: { blockBelowFreeBytes: 0, resumeAboveFreeBytes: 0 },
      });
      const recordings = [home.record(4), home.record(4)];
      await call(queue.client, 'queue.pause', {});
      const uids = await queue.add(...recordings.map(({ path }) => path));
      await untilStates(queue.client, 'queued');
      disk.fillUpTo(leftKib * 1024);
      // What is asked of a full disk may be refused, but it is answered.
      const resumed = await queue.client.call('queue.resume', {});
      await delay(1500);
      disk.empty();
      const emptiedAtMs = performance.now();
      if (!resumed.ok) await call(queue.client, 'queue.resume', {});
      const jobs = await untilStates(queue.client, 'completed', 'failed');
      const waitedMs = performance.now() - emptiedAtMs;
      const { stuck } = await call(queue.client, 'queue.status', {});
      await queue.stop();
      const findings = judge(home.database, { accepted: uids, recordings, isOver: true });
      countCycle(findings, { stuckJobs: stuck.length });
      expect([findings, stuck, jobs.map(({ status }) => status.state)]).toEqual([
        [],
        [],
        ['completed', 'completed'],
      ]);
      expect(waitedMs).toBeLessThan(GOES_ON_MS);
      expect(home.leftovers()).toEqual([]);
    },
  );
});

describe.skipIf(process.platform !== 'linux')('a data folder', { concurrent: true }, () => {
  test('that cannot be written to is told, and used again when it can', async (context) => {
    const { home, disk } = homeOnDisk(context, 40 * MIB);
    const recording = home.record(1);
    disk.setReadOnly(true);
    const refused = await (await home.start(['transcribe', '--json', recording.path])).finished;
    disk.setReadOnly(false);
    expect([refused.exitCode, refused.stdout]).toEqual([
      69,
      expect.stringContaining('"code":"database-unwritable"'),
    ]);
    const marks = { blockBelowFreeBytes: 0, resumeAboveFreeBytes: 0 };
    const queue = await openFaultQueue(home);
    await call(queue.client, 'queue.configure', { settings: marks });
    await queue.add(recording.path);
    await untilStates(queue.client, 'completed', 'failed');
    await queue.stop();
    expect(judge(home.database, { accepted: [], recordings: [recording], isOver: true })).toEqual([]);
  });

  test('whose database another program keeps locked is waited for', {
    timeout: 2 * MINUTE_MS,
  }, async ({ onTestFinished }) => {
    const home = new FaultHome(mkdtempSync(join(folder, 'home-')));
    onTestFinished(() => home.remove());
    home.script({ callMs: 300 });
    const recording = home.record(3);
    const queue = await openFaultQueue(home);
    await queue.add(recording.path);
    while (!home.notes().some(({ ev }) => ev === 'call')) await delay(10);
    const other = new Database(home.database);
    other.exec('BEGIN IMMEDIATE');
    // Longer than the database waits for a lock by itself.
    await delay(6000);
    other.exec('ROLLBACK');
    other.close();
    const freedAtMs = performance.now();
    await untilStates(queue.client, 'completed', 'failed');
    expect(performance.now() - freedAtMs).toBeLessThan(GOES_ON_MS);
    await queue.stop();
    expect(judge(home.database, { accepted: [], recordings: [recording], isOver: true })).toEqual([]);
  });
});
