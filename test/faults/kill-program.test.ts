import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, type TestContext, test } from 'vitest';
import { between, DisturbedBatch, untilQuiet } from '../support/fault-batch.ts';
import { FAILPOINTS_ON_THE_WAY } from '../support/fault-failpoints.ts';
import { FaultHome } from '../support/fault-home.ts';
import { judge } from '../support/fault-oracle.ts';
import { seededRandom } from '../support/fault-power-cut.ts';
import { isLong, scaleOf } from '../support/fault-scale.ts';
import { countCycle } from '../support/fault-tally.ts';
import { fixture } from '../support/make-media.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const MINUTE_MS = 60_000;
/** Two states of the engine on a computer with two cores or more: so many parts may be at work. */
const PARTS_AT_WORK = 8;
/** Beyond it a batch is done by itself; earlier where there are only a few kills, so that none of them misses. */
const LATEST_KILL_MS = isLong ? 1300 : 1000;
const LATEST_REAL_KILL_MS = isLong ? 6000 : 1200;
const seed = Number(process.env['EARSHOT_FAULTS_SEED'] ?? Date.now() % 1_000_000);

function newHome({ onTestFinished }: TestContext, engine: 'scripted' | 'real' = 'scripted'): FaultHome {
  const home = new FaultHome(mkdtempSync(join(folder, 'home-')), engine);
  onTestFinished(() => home.remove());
  return home;
}

describe.skipIf(process.platform !== 'linux')('the program, killed at any moment', () => {
  test('loses no job, no word, and says none twice', { timeout: 40 * MINUTE_MS }, async (context) => {
    const home = newHome(context);
    const kills = scaleOf('kills');
    await context.annotate(`seed ${seed}`);
    const random = seededRandom(seed);
    home.script({ callMs: 40 });
    for (let done = 0; done < kills; ) {
      const batch = new DisturbedBatch(home, [home.record(3), home.record(4), home.record(3)]);
      home.forgetNotes();
      let killsOfBatch = 0;
      for (let isOver = false; !isOver; ) {
        const life = await batch.live(done < kills ? between(random, 60, LATEST_KILL_MS) : MINUTE_MS);
        expect(life.findings, `seed ${seed}, kill ${done}: ${life.result.stderr}`).toEqual([]);
        if (life.wasKilled) {
          countCycle(life.findings);
          killsOfBatch += 1;
          done += 1;
        }
        isOver = !life.wasKilled;
      }
      expect(redone(home)).toBeLessThanOrEqual(killsOfBatch * PARTS_AT_WORK);
    }
    await untilQuiet(home);
    expect(home.leftovers()).toEqual([]);
  });

  test('with the real engine writes the same text', { timeout: 40 * MINUTE_MS }, async (context) => {
    const files = [fixture('jfk.wav'), ...(isLong ? [fixture('printing-1.flac')] : [])];
    await context.annotate(`seed ${seed}`);
    const random = seededRandom(seed);
    const undisturbed = newHome(context, 'real');
    const args = ['transcribe', '-l', 'en', '--json', ...files];
    expect((await (await undisturbed.start(args)).finished).exitCode).toBe(0);
    const expected = textsIn(undisturbed.database);
    expect(expected.size).toBe(files.length);
    const kills = scaleOf('real-kills');
    for (let done = 0; done < kills; ) {
      const home = newHome(context, 'real');
      for (let isOver = false; !isOver; ) {
        const cli = await home.start(args);
        const timer = setTimeout(() => cli.signal('SIGKILL'), between(random, 500, LATEST_REAL_KILL_MS));
        if (done >= kills) clearTimeout(timer);
        const { exitCode } = await cli.finished;
        clearTimeout(timer);
        const findings = judge(home.database, { accepted: [], recordings: [], isOver: exitCode !== null });
        expect(findings, `seed ${seed}, kill ${done}`).toEqual([]);
        if (exitCode === null) {
          countCycle(findings);
          done += 1;
        }
        isOver = exitCode !== null;
      }
      expect(textsIn(home.database)).toEqual(expected);
    }
  });
});

describe.skipIf(process.platform !== 'linux')('the program, killed at', () => {
  test.concurrent.for(FAILPOINTS_ON_THE_WAY)(
    '%s goes on where it was',
    {
      timeout: 20 * MINUTE_MS,
    },
    async (name, context) => {
      let met = 0;
      for (let step = 0; step < scaleOf('failpoint-passes'); step++) {
        const home = newHome(context);
        home.script({ callMs: 1 });
        const batch = new DisturbedBatch(home, [home.record(2), home.record(2)]);
        // Later and later; in the long form each time once more in what follows.
        const pass = 1 + Math.floor(step ** 1.5);
        for (const again of isLong ? [pass, pass + 2] : [pass]) {
          const life = await batch.live(MINUTE_MS, { EARSHOT_FAILPOINT: `${name}:${again}` });
          expect(life.findings, `${name}:${again}`).toEqual([]);
          if (life.wasKilled) {
            met += 1;
            countCycle(life.findings);
          }
        }
        const last = await batch.live(MINUTE_MS);
        expect([last.result.exitCode, last.findings], `${name}:${pass} ${last.result.stderr}`).toEqual([
          0,
          [],
        ]);
      }
      expect(met).toBeGreaterThan(0);
    },
  );
});

/** Parts that the engine heard more than once. */
function redone(home: FaultHome): number {
  const calls = home.notes().filter(({ ev }) => ev === 'call');
  return calls.length - new Set(calls.map(({ recording, part }) => `${recording} ${part}`)).size;
}

/** The whole text of each recording, by its path. */
function textsIn(file: string): Map<string, string> {
  const database = new Database(file, { readonly: true });
  try {
    const rows = database
      .prepare<[], { path: string; text: string }>(`
        SELECT path, group_concat(start_ms || ' ' || text, '|' ORDER BY start_ms) AS text
        FROM segments JOIN revisions ON revisions.id = segments.revision_id
        JOIN jobs ON jobs.id = revisions.job_id AND jobs.shown_revision = revisions.number
        JOIN sources ON sources.job_id = jobs.id GROUP BY path`)
      .all();
    return new Map(rows.map(({ path, text }) => [path, text]));
  } finally {
    database.close();
  }
}
