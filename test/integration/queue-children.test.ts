import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/main/core/engine/engine.ts';
import { RunnerEngine } from '../../src/main/core/engine/runner-engine.ts';
import { identityOf } from '../../src/main/core/process/process-identity.ts';
import { takeOver } from '../../src/main/core/queue/take-over.ts';
import type { QueueEquipment } from '../../src/main/queue-options.ts';
import { PLENTY, TIMING } from '../support/fake-engine.ts';
import { idleChild } from '../support/idle-child.ts';
import { ScriptedEngine } from '../support/scripted-engine.ts';
import { silentLog } from '../support/silent-log.ts';
import { talks } from '../support/sound-stream.ts';
import { storeLine } from '../support/store-line.ts';
import { newStore } from '../support/stored-jobs.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { foldersIn, TestQueue, until } from '../support/test-queue.ts';

const folder = suiteFolder();
const runner = join(import.meta.dirname, '..', 'support', 'fake-runner.mjs');

/** Engines in child processes with a fault of `fake-runner.mjs`; only speech is found without them. */
function childEngines(
  fault: string,
  talkCount = 3,
): { prepare: QueueEquipment['engine']; children: ChildProcess[] } {
  const children: ChildProcess[] = [];
  const journal = join(mkdtempSync(join(folder, 'engine-')), 'journal');
  const prepare: QueueEquipment['engine'] = async ({ modelId }, { onSpawn, onRestart }) => {
    const child = new RunnerEngine({
      process: {
        ...TIMING,
        memory: PLENTY,
        executable: process.execPath,
        args: [runner, JSON.stringify({ fault, times: 1000, journal })],
        onSpawn: (process, executable) => {
          children.push(process);
          onSpawn(process, executable);
        },
      },
      baselineExecutable: '/nowhere',
      prepareLoad: async () => ({
        request: {
          model: { path: 'model', sizeBytes: null, sha256: null },
          vadModel: null,
          states: 1,
          threads: 1,
          device: 'cpu',
          memoryLimitBytes: null,
          heartbeatMs: 20,
        },
        onLoaded: async () => {},
      }),
      onRestart,
    });
    const ears = new ScriptedEngine({ speech: () => talks(talkCount) });
    const engine: Engine = {
      get isAlive() {
        return child.isAlive;
      },
      ready: (signal) => child.ready(signal),
      transcribe: (...args) => child.transcribe(...args),
      speechProbabilities: (...args) => ears.speechProbabilities(...args),
      close: () => child.close(),
    };
    return { engine, model: { id: modelId, sha256: '0'.repeat(64) } };
  };
  return { prepare, children };
}

function areGone(children: readonly ChildProcess[]): boolean {
  return children.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
}

describe('children', () => {
  test.each(['deaf', 'silent-load', 'obedient'])(
    'that are %s do not outlive a cancelled job and its queue',
    async (fault) => {
      const { prepare, children } = childEngines(fault);
      const queue = await TestQueue.open(folder, { prepare });
      const uid = await queue.addOne();
      await until(() => children.length > 0);
      await queue.reached(uid, 'running');
      if (fault !== 'silent-load')
        await until(async () => (await queue.view(uid)).progress.chunksPlanned > 0);
      await queue.call('jobs.cancel', { jobs: { uids: [uid] } });
      await queue.reached(uid, 'canceled');
      // One that does not heed its cancel is ended; one that does may wait for the next recording.
      if (fault === 'deaf') await until(() => areGone(children));
      await queue.stop();
      expect([areGone(children), queue.tempFolders]).toEqual([true, []]);
      const again = await TestQueue.open(folder, {}, { home: queue.home });
      expect(again.logged).not.toContain('queue.orphans-ended');
    },
  );

  test('that crash again and again end the job with gaps, not the queue', async () => {
    const { prepare, children } = childEngines('crash', 1);
    const queue = await TestQueue.open(folder, { prepare });
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'failed')).status).toMatchObject({ failure: { code: 'engine-failed' } });
    expect((await queue.view(uid)).notices).toEqual([
      expect.stringMatching(/^The engine stopped unexpectedly/),
    ]);
    await queue.stop();
    expect(areGone(children)).toBe(true);
  });

  test('that an owner has left behind are ended by the next one, and its working files go', async () => {
    const { store } = newStore(folder);
    const child = idleChild();
    const identity = await identityOf(child.pid);
    if (identity === null) throw new Error('there is no such child');
    store.childStarted('an-earlier-owner', {
      pid: child.pid,
      startToken: identity.startToken,
      executable: identity.executable ?? '',
    });
    const folders = foldersIn(mkdtempSync(join(folder, 'home-')));
    const lines: string[] = [];
    const exit = once(child, 'exit');
    await takeOver({
      store: storeLine(store),
      boot: 'this-owner',
      version: '0',
      folders,
      kill: (pid) => process.kill(pid, 'SIGKILL'),
      log: { ...silentLog, warn: (event) => void lines.push(event) },
      wallNow: () => 0,
    });
    await exit;
    expect([lines, store.foreignChildren('this-owner')]).toEqual([['queue.orphans-ended'], []]);
    store.close();
  });

  test('leave nothing to clear away where there is no working folder yet', async () => {
    const { store } = newStore(folder);
    const folders = foldersIn(join(folder, 'not-there-yet'));
    const lines: string[] = [];
    await takeOver({
      store: storeLine(store),
      boot: 'this-owner',
      version: '0',
      folders,
      kill: () => {},
      log: { ...silentLog, warn: (event) => void lines.push(event) },
      wallNow: () => 0,
    });
    expect(lines).toEqual([]);
    store.close();
  });
});
