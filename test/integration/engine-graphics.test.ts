import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RunnerEngine } from '../../src/main/core/engine/runner-engine.ts';
import { CHUNK, loadOn, OPTIONS, PLENTY, runnerTime } from '../support/fake-engine.ts';
import { never } from '../support/make-media.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const parent = suiteFolder();
const ALWAYS = 1000;
const script = join(import.meta.dirname, '..', 'support', 'fake-runner.mjs');

/** An engine that finds a graphics processor on which something goes wrong each time. */
function engineOn(graphics: string, fault: string, device: 'auto' | 'cpu' = 'auto') {
  const journal = join(mkdtempSync(join(parent, 'engine-')), 'journal');
  const restarts: (readonly [code: string, isOnProcessorNow: boolean])[] = [];
  const engine = new RunnerEngine({
    process: {
      ...runnerTime(),
      memory: PLENTY,
      executable: process.execPath,
      args: [script, JSON.stringify({ fault, times: ALWAYS, journal, graphics })],
    },
    baselineExecutable: '/nowhere',
    prepareLoad: loadOn(device),
    onRestart: ({ code }, isOnProcessorNow) => restarts.push([code, isOnProcessorNow]),
  });
  onTestFinished(() => engine.close());
  return { engine, restarts };
}

describe('on a graphics processor', () => {
  test.each([
    ['crash', 'engine-crashed'],
    ['silence', 'engine-hung'],
  ])(
    'an engine that goes wrong with %s computes on the processor from then on, and says so',
    async (fault, code) => {
      const { engine, restarts } = engineOn('Vulkan0', fault);
      expect((await engine.ready(never)).backend).toBe('Vulkan0');
      await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({ code });
      expect(engine.isAlive).toBe(false);
      // The very same sound again, as the pipeline does with a part that an engine has died over.
      const { segments } = await engine.transcribe(CHUNK, OPTIONS, never);
      expect(segments.map((segment) => segment.text)).toEqual([' hello']);
      expect([(await engine.ready(never)).backend, engine.isAlive]).toEqual(['CPU', true]);
      expect(restarts).toEqual([[code, true]]);
    },
  );

  test.each([
    ['crash-at-load', 'engine-crashed'],
    ['silent-load', 'engine-hung'],
  ])('an engine that does not come up because of %s comes up on the processor', async (fault, code) => {
    const { engine, restarts } = engineOn('Vulkan0', fault);
    expect((await engine.ready(never)).backend).toBe('CPU');
    expect(restarts).toEqual([[code, true]]);
  });

  test('an engine that merely refuses a part, or is cancelled, stays where it is', async () => {
    const { engine, restarts } = engineOn('Vulkan0', 'refusal');
    await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({ code: 'engine-failed' });
    expect([(await engine.ready(never)).backend, restarts]).toEqual(['Vulkan0', []]);
  });
});

test('on the processor an engine that crashes again and again says nothing of a change', async () => {
  const { engine, restarts } = engineOn('CPU', 'crash', 'cpu');
  for (let call = 0; call < 3; call++) {
    await expect(engine.transcribe(CHUNK, OPTIONS, never)).rejects.toMatchObject({ code: 'engine-crashed' });
  }
  expect(restarts).toEqual([
    ['engine-crashed', false],
    ['engine-crashed', false],
  ]);
});
