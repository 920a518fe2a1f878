import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { FaultHome } from '../support/fault-home.ts';
import { judge } from '../support/fault-oracle.ts';
import { signalIfThere } from '../support/fault-processes.ts';
import { openFaultQueue, SHORT_LIMITS } from '../support/fault-queue.ts';
import { call, untilStates } from '../support/fault-queue-line.ts';
import { isLong } from '../support/fault-scale.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const DAY_MS = 24 * 60 * 60 * 1000;
/** There is one clock in this process. */
const ONE_AT_A_TIME = { concurrent: false } as const;

function newHome({ onTestFinished }: TestContext): FaultHome {
  const home = new FaultHome(mkdtempSync(join(folder, 'home-')));
  onTestFinished(() => home.remove());
  return home;
}

type DriverEnd = { readonly restarts: readonly string[]; readonly states: readonly string[] };

function startDriver(
  home: FaultHome,
  paths: readonly string[],
): { child: ChildProcess; end: Promise<DriverEnd> } {
  const driver = join(import.meta.dirname, '../support/fault-queue-driver.ts');
  const child = spawn(process.execPath, [driver, home.folder, ...paths], {
    env: { ...process.env, ...home.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const end = once(child, 'close').then((): DriverEnd => JSON.parse(output));
  return { child, end };
}

async function engineOf(home: FaultHome): Promise<number> {
  for (;;) {
    const called = home.notes().find(({ ev }) => ev === 'call');
    if (called !== undefined) return called.pid;
    await delay(10);
  }
}

// Side by side with what follows: nearly all of it is waiting, in processes of their own.
describe.skipIf(process.platform !== 'linux')('a computer that sleeps', { concurrent: true }, () => {
  /** Longer than any limit of the queue under test. */
  const asleepMs = (isLong ? 4 : 2) * SHORT_LIMITS.hangAfterMs;

  test('wakes up to engines that are alive, and ends none of them', async (context) => {
    const home = newHome(context);
    home.script({ callMs: 400 });
    const recording = home.record(4);
    const { child, end } = startDriver(home, [recording.path]);
    const engine = await engineOf(home);
    // The one that watches last and first, as nothing is watched while everything sleeps.
    for (const pid of [child.pid ?? -1, engine]) signalIfThere(pid, 'SIGSTOP');
    await delay(asleepMs);
    for (const pid of [engine, child.pid ?? -1]) signalIfThere(pid, 'SIGCONT');
    expect(await end).toEqual({ restarts: [], states: ['completed'] });
    expect(judge(home.database, { accepted: [], recordings: [recording], isOver: true })).toEqual([]);
  });

  // The positive control: an engine that sleeps alone hangs.
  test('is told from an engine that stands still while the computer works', async (context) => {
    const home = newHome(context);
    home.script({ callMs: 400 });
    const recording = home.record(4);
    const { end } = startDriver(home, [recording.path]);
    const engine = await engineOf(home);
    signalIfThere(engine, 'SIGSTOP');
    const { restarts, states } = await end;
    // Continued now, it is gone: nothing that it says comes too late.
    signalIfThere(engine, 'SIGCONT');
    expect([restarts, states]).toEqual([['engine-hung'], ['completed']]);
    expect(judge(home.database, { accepted: [], recordings: [recording], isOver: true })).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('a clock that jumps', { concurrent: true }, () => {
  test.for<[string, number]>([
    ['a day ahead', DAY_MS],
    ['a day back', -DAY_MS],
    ['to 1970', -Date.now()],
    ['behind 2038', Date.UTC(2040, 1) - Date.now()],
  ])('%s neither stops a run nor lets anything wait', ONE_AT_A_TIME, async ([, byMs], context) => {
    const home = newHome(context);
    // Another engine is started and the part tried again, after a pause, while the clock jumps.
    home.script({ callMs: 50, rules: [{ fault: 'exit', code: 3, times: 1 }] });
    const recordings = [home.record(2), home.record(2)];
    const queue = await openFaultQueue(home);
    vi.useFakeTimers({ toFake: ['Date'] });
    context.onTestFinished(() => {
      vi.useRealTimers();
    });
    await queue.add(...recordings.map(({ path }) => path));
    await engineOf(home);
    vi.setSystemTime(Date.now() + byMs);
    await untilStates(queue.client, 'completed', 'failed', 'blocked');
    const { stuck } = await call(queue.client, 'queue.status', {});
    await queue.stop();
    expect(stuck).toEqual([]);
    expect(queue.restarts).toEqual(['engine-crashed']);
    expect(judge(home.database, { accepted: [], recordings, isOver: true })).toEqual([]);
  });

  test('back by years leaves no job waiting for its time', ONE_AT_A_TIME, async (context) => {
    const home = newHome(context);
    const recording = home.record(1);
    const first = await openFaultQueue(home);
    await call(first.client, 'queue.pause', {});
    await first.add(recording.path);
    await untilStates(first.client, 'queued');
    await first.stop();
    const database = new Database(home.database);
    database.exec(`
      UPDATE jobs SET state = 'retry_wait', not_before_ms = ${Date.now() + 3650 * DAY_MS},
        failure = '{"code":"runner-missing","message":"It failed.","hint":"","detail":null}'`);
    database.close();
    const second = await openFaultQueue(home);
    await call(second.client, 'queue.resume', {});
    const [job] = await untilStates(second.client, 'completed', 'failed');
    await second.stop();
    expect(job?.status.state).toBe('completed');
  });
});
