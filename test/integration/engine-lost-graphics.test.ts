import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { GraphicsTrust } from '../../src/main/core/engine/graphics-trust.ts';
import { RunnerEngine } from '../../src/main/core/engine/runner-engine.ts';
import { DEFAULT_TIMING } from '../../src/main/core/engine/runner-process.ts';
import { CHUNK, loadOn, OPTIONS, PLENTY } from '../support/fake-engine.ts';
import { never } from '../support/make-media.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const script = join(import.meta.dirname, '..', 'support', 'fake-runner.mjs');
const journal = join(mkdtempSync(join(suiteFolder(), 'graphics-')), 'journal');
const ALWAYS = 1000;

/** One of several engines of a program on a computer whose graphics processor crashes each time. */
function engineOf(graphics: GraphicsTrust, device: 'auto' | 'gpu' | 'cpu' = 'auto') {
  const restarts: (readonly [code: string, isOnProcessorNow: boolean])[] = [];
  const engine = new RunnerEngine({
    process: {
      ...DEFAULT_TIMING,
      memory: PLENTY,
      executable: process.execPath,
      args: [script, JSON.stringify({ fault: 'crash', times: ALWAYS, journal, graphics: 'Vulkan0' })],
    },
    baselineExecutable: '/nowhere',
    graphics,
    prepareLoad: loadOn(device),
    onRestart: ({ code }, isOnProcessorNow) => restarts.push([code, isOnProcessorNow]),
  });
  onTestFinished(() => engine.close());
  return { engine, restarts };
}

const starts = (): number => readFileSync(journal, 'utf8').match(/^start/gm)?.length ?? 0;

test('a graphics processor that has crashed one engine is not asked by the next ones of the program', async () => {
  const graphics = new GraphicsTrust();
  const first = engineOf(graphics);
  const beside = engineOf(graphics);
  expect((await beside.engine.ready(never)).backend).toBe('Vulkan0');
  await expect(first.engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({
    code: 'engine-crashed',
  });

  const before = starts();
  const next = engineOf(graphics, 'gpu');
  expect((await next.engine.transcribe(CHUNK, OPTIONS, never)).segments).toHaveLength(1);
  expect((await next.engine.ready(never)).backend).toBe('CPU');
  // It was not started on the graphics processor first.
  expect([starts() - before, next.restarts]).toEqual([1, []]);

  await expect(beside.engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({
    code: 'engine-crashed',
  });
  expect((await beside.engine.ready(never)).backend).toBe('CPU');
  expect(beside.restarts).toEqual([['engine-crashed', true]]);
});
