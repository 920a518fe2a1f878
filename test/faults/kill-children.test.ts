import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, type TestContext, test } from 'vitest';
import { DisturbedBatch, untilQuiet } from '../support/fault-batch.ts';
import { type EngineNote, FaultHome } from '../support/fault-home.ts';
import { commandOf, signalIfThere } from '../support/fault-processes.ts';
import { isLong, scaleOf } from '../support/fault-scale.ts';
import { addToTally, countCycle } from '../support/fault-tally.ts';
import { idleChild } from '../support/idle-child.ts';
import { tools } from '../support/make-media.ts';
import { isRunning } from '../support/run-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const MINUTE_MS = 60_000;
const ORPHANS_GONE_MS = 5_000;
const AGAIN_AT_WORK_MS = 5_000;
/** Much of it is waiting. */
const SIDE_BY_SIDE = { concurrent: true } as const;

function newHome({ onTestFinished }: TestContext): FaultHome {
  const home = new FaultHome(mkdtempSync(join(folder, 'home-')));
  onTestFinished(() => home.remove());
  return home;
}

/** Waits until the engines have written down what is looked for. */
async function untilNoted(home: FaultHome, isIt: (note: EngineNote) => boolean): Promise<EngineNote> {
  for (;;) {
    const note = home.notes().find(isIt);
    if (note !== undefined) return note;
    await delay(10);
  }
}

function childrenCalled(home: FaultHome, name: string): number[] {
  return home.processes().filter((pid) => commandOf(pid).some((word) => basename(word).startsWith(name)));
}

describe.skipIf(process.platform !== 'linux')('an engine that is killed', () => {
  test('costs no text, and its part is heard again within seconds', {
    timeout: 30 * MINUTE_MS,
  }, async (context) => {
    const home = newHome(context);
    home.script({ callMs: 400 });
    const kills = scaleOf('child-kills');
    for (let kill = 0; kill < kills; kill++) {
      const batch = new DisturbedBatch(home, [home.record(2)]);
      home.forgetNotes();
      const cli = await batch.start();
      const first = await untilNoted(home, ({ ev }) => ev === 'call');
      const killedAtMs = Date.now();
      process.kill(first.pid, 'SIGKILL');
      const again = await untilNoted(
        home,
        ({ ev, part, pid }) => ev === 'call' && part === first.part && pid !== first.pid,
      );
      const life = batch.takeStock(await cli.finished);
      countCycle(life.findings);
      expect([life.result.exitCode, life.findings]).toEqual([0, []]);
      expect(again.atMs - killedAtMs).toBeLessThan(AGAIN_AT_WORK_MS);
    }
  });
});

describe.skipIf(process.platform !== 'linux')('ffmpeg that is killed', SIDE_BY_SIDE, () => {
  test('is started again', { timeout: 30 * MINUTE_MS }, async (context) => {
    const home = newHome(context);
    home.script({ callMs: 5 });
    const slow = slowFfmpeg();
    for (let kill = 0; kill < Math.max(1, scaleOf('child-kills') / 20); kill++) {
      const batch = new DisturbedBatch(home, [home.record(isLong ? 8 : 3)]);
      home.forgetNotes();
      const cli = await batch.start({ FFMPEG_PATH: slow });
      let killed = 0;
      while (killed === 0 && isRunning(cli.pid)) {
        const decoding = childrenCalled(home, 'ffmpeg').filter((pid) => commandOf(pid).includes('-readrate'));
        for (const pid of decoding) {
          if (!commandOf(pid).includes('pipe:1')) continue;
          signalIfThere(pid, 'SIGKILL');
          killed += 1;
        }
        await delay(5);
      }
      const life = batch.takeStock(await cli.finished);
      expect(killed).toBeGreaterThan(0);
      countCycle(life.findings);
      expect([life.result.exitCode, life.findings], `last: ${life.result.stdout}`).toEqual([0, []]);
    }
  });
});

/** The real ffmpeg, which takes its time. */
function slowFfmpeg(): string {
  const bin = mkdtempSync(join(folder, 'bin-'));
  const program = join(bin, 'ffmpeg');
  writeFileSync(
    program,
    `#!/bin/sh\ncase "$*" in *pipe:1*) exec ${tools.ffmpegPath} -readrate 30 "$@";; esac\nexec ${tools.ffmpegPath} "$@"\n`,
  );
  chmodSync(program, 0o755);
  return program;
}

describe.skipIf(process.platform !== 'linux')('children of a program that is killed', SIDE_BY_SIDE, () => {
  test('are gone within seconds', async (context) => {
    const home = newHome(context);
    home.script({ callMs: 60_000 });
    const batch = new DisturbedBatch(home, [home.record(2)]);
    const cli = await batch.start();
    const { pid } = await untilNoted(home, ({ ev }) => ev === 'call');
    expect(isRunning(pid)).toBe(true);
    cli.signal('SIGKILL');
    await cli.finished;
    const killedAtMs = Date.now();
    await untilQuiet(home);
    expect(Date.now() - killedAtMs).toBeLessThan(ORPHANS_GONE_MS);
  });

  test('are ended by the next one where they do not go by themselves', async (context) => {
    const home = newHome(context);
    home.script({ callMs: 20, rules: [{ fault: 'deaf', times: 1 }] });
    const batch = new DisturbedBatch(home, [home.record(2)]);
    const cli = await batch.start();
    const { pid } = await untilNoted(home, ({ ev }) => ev === 'fault');
    // Its record is on the disk by then: it is written before the engine is asked for anything.
    cli.signal('SIGKILL');
    const life = batch.takeStock(await cli.finished);
    expect([life.findings, isRunning(pid)]).toEqual([[], true]);
    const next = await batch.live(MINUTE_MS);
    addToTally({ cycles: 1, orphans: home.processes().length });
    expect([next.result.exitCode, next.findings, isRunning(pid), home.processes()]).toEqual([
      0,
      [],
      false,
      [],
    ]);
  });
});

describe.skipIf(process.platform !== 'linux')('a stranger that has the number of such a child', () => {
  test('is left alone', async (context) => {
    const home = newHome(context);
    const batch = new DisturbedBatch(home, [home.record(1)]);
    expect((await batch.live(MINUTE_MS)).result.exitCode).toBe(0);
    const stranger = idleChild();
    const database = new Database(home.database);
    database
      .prepare('INSERT INTO processes (boot, pid, start_token, executable) VALUES (?, ?, ?, ?)')
      .run('an-earlier-one', stranger.pid, 'started at another time', process.execPath);
    database.close();
    const another = new DisturbedBatch(home, [home.record(1)]);
    expect((await another.live(MINUTE_MS)).result.exitCode).toBe(0);
    expect(isRunning(stranger.pid)).toBe(true);
  });
});
