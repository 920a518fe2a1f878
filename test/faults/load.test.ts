import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseCliEvents } from '../support/cli-events.ts';
import { FaultHome } from '../support/fault-home.ts';
import { judge } from '../support/fault-oracle.ts';
import { type FaultQueue, openFaultQueue } from '../support/fault-queue.ts';
import { allJobs, call } from '../support/fault-queue-line.ts';
import { type FaultRecording, writeRecording } from '../support/fault-recording.ts';
import { scaleOf } from '../support/fault-scale.ts';
import { ffmpeg, picture, riffChunk, wavFile, wavFormat } from '../support/make-media.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const MINUTE_MS = 60_000;
const OPENS_WITHIN_MS = 10_000;

function newHome(): FaultHome {
  const home = new FaultHome(mkdtempSync(join(folder, 'home-')));
  onTestFinished(() => home.remove());
  return home;
}

/** Waits until a job was looked at and has this place in the line; the test's own time limit is the only one. */
async function untilAt(queue: FaultQueue, uid: string, position: number): Promise<void> {
  for (;;) {
    const { status } = await call(queue.client, 'jobs.get', { uid });
    if ('position' in status && status.position === position) return;
    await delay(20);
  }
}

describe('thousands of jobs', () => {
  test('are taken in, put in order, cancelled and found again', { timeout: 10 * MINUTE_MS }, async () => {
    const home = newHome();
    const count = scaleOf('jobs');
    const many = join(home.folder, 'many');
    mkdirSync(many);
    const format = riffChunk('fmt ', wavFormat(1, 16_000));
    for (let index = 0; index < count; index++) {
      // No two of one length: then none has to be read to be told from the others.
      const samples = Buffer.alloc(3200 + 2 * index, 1);
      writeFileSync(
        join(many, `${String(index).padStart(5, '0')}.wav`),
        wavFile(format, riffChunk('data', samples)),
      );
    }
    const first = await openFaultQueue(home);
    await call(first.client, 'queue.pause', {});
    const uids = await first.add(many);
    expect(new Set(uids).size).toBe(count);

    const last = uids.at(-1) ?? '';
    await call(first.client, 'jobs.move', { uid: last, to: 'next' });
    await call(first.client, 'queue.configure', { settings: { order: 'my-order' } });
    await untilAt(first, last, 1);
    await call(first.client, 'queue.configure', { settings: { order: 'newest-first' } });
    await untilAt(first, uids[0] ?? '', count);

    const { done, refused } = await call(first.client, 'jobs.cancel', { jobs: 'all' });
    expect([done.length, refused]).toEqual([count, []]);
    await first.stop();

    const startedAtMs = performance.now();
    const second = await openFaultQueue(home);
    expect(performance.now() - startedAtMs).toBeLessThan(OPENS_WITHIN_MS);
    const jobs = await allJobs(second.client);
    await second.stop();
    expect(jobs.map(({ uid }) => uid).toSorted()).toEqual(uids.toSorted());
    expect(new Set(jobs.map(({ status }) => status.state))).toEqual(new Set(['canceled']));
    expect(judge(home.database, { accepted: uids, recordings: [] })).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('a folder of folders', () => {
  test('with copies and with files without sound is done once each', {
    timeout: 20 * MINUTE_MS,
  }, async () => {
    const home = newHome();
    home.script({ callMs: 1 });
    const count = scaleOf('files');
    const top = join(home.folder, 'batch');
    const recordings: FaultRecording[] = [];
    let silent = 0;
    for (let index = 0; index < count; index++) {
      const place = join(top, `year ${index % 5}`, `month ${index % 7}`);
      mkdirSync(place, { recursive: true });
      const name = join(place, `${index}.wav`);
      const [before] = recordings;
      if (index % 10 === 4) {
        writeFileSync(name, `no sound at all, ${index}`);
        silent += 1;
      } else if (index % 10 === 7 && before !== undefined) copyFileSync(before.path, name);
      else recordings.push(writeRecording(name, index, 1));
    }
    const mute = ffmpeg(top, ...picture(1), 'mute.mp4');
    silent += 1;
    const { exitCode, stdout } = await (await home.start(['transcribe', '-l', 'en', '--json', top])).finished;
    const events = parseCliEvents(stdout);
    const summary = events.at(-1);
    expect(exitCode).toBe(1);
    expect(summary).toMatchObject({
      type: 'summary',
      completed: recordings.length,
      failed: silent,
      stopped: 0,
    });
    expect(JSON.stringify(events)).toContain(JSON.stringify(mute));
    const findings = judge(home.database, { accepted: [], recordings }).filter(
      ({ what }) => !what.includes('mute'),
    );
    expect(findings).toEqual([]);
  });
});
