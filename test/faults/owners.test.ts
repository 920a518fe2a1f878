import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, type TestContext, test } from 'vitest';
import { parseCliEvents, segmentsOf } from '../support/cli-events.ts';
import { between, DisturbedBatch, untilQuiet } from '../support/fault-batch.ts';
import { FaultHome } from '../support/fault-home.ts';
import { judge } from '../support/fault-oracle.ts';
import { seededRandom } from '../support/fault-power-cut.ts';
import { isLong, scaleOf } from '../support/fault-scale.ts';
import { countCycle } from '../support/fault-tally.ts';
import type { CliResult } from '../support/run-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const MINUTE_MS = 60_000;
/** Two programs that wait for each other would do so for ever. */
const TIMEOUT_MS = (isLong ? 20 : 2) * MINUTE_MS;

function newHome({ onTestFinished }: TestContext, callMs: number): FaultHome {
  const home = new FaultHome(mkdtempSync(join(folder, 'home-')));
  onTestFinished(() => home.remove());
  home.script({ callMs });
  return home;
}

/** What a program has shown of each of its recordings, phrase by phrase. */
function shown(batch: DisturbedBatch, { stdout }: CliResult): string[][] {
  const events = parseCliEvents(stdout);
  return batch.recordings.map(({ path }) => segmentsOf(events, path).map(({ text }) => text));
}

function expectedOf(batch: DisturbedBatch): string[][] {
  return batch.recordings.map(({ chunks }) => chunks.flatMap(({ phrases }) => phrases));
}

/** The most programs that had the queue open at one moment. */
function mostOwners(home: FaultHome): number {
  const lines = readFileSync(join(home.home, 'logs', 'earshot.log'), 'utf8')
    .trimEnd()
    .split('\n');
  const open = new Set<number>();
  let most = 0;
  for (const line of lines) {
    const { event, pid }: { event: string; pid: number } = JSON.parse(line);
    if (event === 'queue.opened') open.add(pid);
    if (event === 'queue.closed') open.delete(pid);
    most = Math.max(most, open.size);
  }
  return most;
}

describe.skipIf(process.platform !== 'linux')('two programs that are started at once', () => {
  test('share one queue, and both get their text', { timeout: TIMEOUT_MS }, async (context) => {
    const home = newHome(context, 20);
    for (let round = 0; round < scaleOf('races'); round++) {
      const batches = [1, 2].map(() => new DisturbedBatch(home, [home.record(2), home.record(1)]));
      const programs = await Promise.all(batches.map((batch) => batch.start()));
      const results = await Promise.all(programs.map((program) => program.finished));
      const findings = batches.flatMap((batch, index) => {
        const result = results[index];
        return result === undefined ? [] : batch.takeStock(result).findings;
      });
      countCycle(findings);
      expect(findings, `round ${round}`).toEqual([]);
      expect(
        results.map(({ exitCode }) => exitCode),
        `round ${round}`,
      ).toEqual([0, 0]);
      for (const [index, batch] of batches.entries()) {
        const result = results[index];
        expect(result === undefined ? [] : shown(batch, result)).toEqual(expectedOf(batch));
      }
    }
    expect(mostOwners(home)).toBe(1);
    await untilQuiet(home);
    expect(home.leftovers()).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('an owner that leaves while others wait', () => {
  test.concurrent.for(['SIGKILL', 'SIGINT'] as const)(
    'by %s is followed by one of them, and each gets its text once',
    { timeout: TIMEOUT_MS },
    async (signal, context) => {
      const home = newHome(context, 60);
      const random = seededRandom(5);
      for (let round = 0; round < Math.ceil(scaleOf('takeovers') / 2); round++) {
        const left = new DisturbedBatch(home, [home.record(8)]);
        const owner = await left.start();
        await owner.untilStdout(/"type":"begin"/);
        const clients = [1, 2].map(() => new DisturbedBatch(home, [home.record(3), home.record(2)]));
        const programs = await Promise.all(clients.map((batch) => batch.start()));
        await Promise.all(programs.map((program) => program.untilStdout(/"type":"begin"/)));
        await delay(between(random, 0, 400));
        owner.signal(signal);
        left.takeStock(await owner.finished);
        const results = await Promise.all(programs.map((program) => program.finished));
        for (const [index, batch] of clients.entries()) {
          const result = results[index];
          if (result === undefined) continue;
          expect([result.exitCode, shown(batch, result)], `round ${round}\n${result.stderr}`).toEqual([
            0,
            expectedOf(batch),
          ]);
        }
        // What the owner itself was asked for is still there, and goes on when somebody asks again.
        const last = await left.live(MINUTE_MS);
        countCycle(last.findings);
        expect([last.result.exitCode, last.findings], `round ${round}`).toEqual([0, []]);
        const recordings = [...left.recordings, ...clients.flatMap((batch) => batch.recordings)];
        expect(judge(home.database, { accepted: left.accepted, recordings, isOver: true })).toEqual([]);
      }
      await untilQuiet(home);
      expect(home.leftovers()).toEqual([]);
    },
  );
});
