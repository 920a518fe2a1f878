import { expect, test } from 'vitest';
import { type EngineChoice, EnginePool, type OnRestart } from '../../../src/main/core/queue/engine-pool.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { ScriptedEngine } from '../../support/scripted-engine.ts';

const BASE: EngineChoice = { modelId: 'base', device: 'cpu', threads: 2 };
const TINY: EngineChoice = { ...BASE, modelId: 'tiny' };
const TWO_HOURS_MS = 2 * 60 * 60 * 1000;
const nobody: OnRestart = () => {};

function scene() {
  const clock = { atMs: 0 };
  const closed: ScriptedEngine[] = [];
  const restarts: OnRestart[] = [];
  const pool = new EnginePool(
    async ({ modelId }, onRestart) => {
      const engine = new ScriptedEngine();
      engine.close = async () => void closed.push(engine);
      restarts.push(onRestart);
      return { engine, model: { id: modelId, sha256: '' } };
    },
    () => clock.atMs,
  );
  return { pool, closed, clock, restarts };
}

test('an engine at rest is lent again to who wants the same', async () => {
  const { pool, closed } = scene();
  const first = await pool.lend(BASE, nobody);
  await first.giveBack(true);
  const second = await pool.lend(BASE, nobody);
  expect(second.engine).toBe(first.engine);
  expect([pool.size, closed]).toEqual([1, []]);
});

test('two who ask at the same moment get two engines, of which one was at rest', async () => {
  const { pool, closed } = scene();
  await (await pool.lend(BASE, nobody)).giveBack(true);
  const [a, b] = await Promise.all([pool.lend(BASE, nobody), pool.lend(BASE, nobody)]);
  expect(a.engine).not.toBe(b.engine);
  expect([pool.size, closed]).toEqual([2, []]);
});

test('an engine at rest makes place for another model before that is loaded', async () => {
  const { pool, closed } = scene();
  const base = await pool.lend(BASE, nobody);
  await base.giveBack(true);
  await pool.lend(TINY, nobody);
  expect([closed, pool.size]).toEqual([[base.engine], 1]);
});

test('an engine that went wrong is not lent again', async () => {
  const { pool, closed } = scene();
  const loan = await pool.lend(BASE, nobody);
  await loan.giveBack(false);
  expect([closed, pool.size]).toEqual([[loan.engine], 0]);
});

test('an engine that has worked for two hours is replaced between two recordings', async () => {
  const { pool, closed, clock } = scene();
  const loan = await pool.lend(BASE, nobody);
  clock.atMs = TWO_HOURS_MS;
  expect(closed).toEqual([]);
  await loan.giveBack(true);
  expect(closed).toEqual([loan.engine]);
});

test('who has the engine learns that it was started again, and nobody else', async () => {
  const { pool, restarts } = scene();
  const told: unknown[] = [];
  const crash = new EarshotError('engine-crashed', 'Gone.');
  const loan = await pool.lend(BASE, (...why) => told.push(why));
  restarts[0]?.(crash, true);
  await loan.giveBack(true);
  restarts[0]?.(crash, false);
  expect(told).toEqual([[crash, true]]);
});

test('an engine that restarts before anybody has it is no fault', async () => {
  const pool = new EnginePool(
    async (_choice, onRestart) => {
      onRestart(new EarshotError('engine-crashed', 'Gone.'), false);
      return { engine: new ScriptedEngine(), model: { id: 'base', sha256: '' } };
    },
    () => 0,
  );
  expect((await pool.lend(BASE, nobody)).model.id).toBe('base');
});

test('closing ends what is at rest and what is at work', async () => {
  const { pool, closed } = scene();
  await pool.lend(BASE, nobody);
  await (await pool.lend(TINY, nobody)).giveBack(true);
  await pool.close();
  expect([closed.length, pool.size]).toEqual([2, 0]);
});
