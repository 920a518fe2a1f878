import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  engineMemoryBytes,
  memoryLimitBytes,
  planSlots,
  type SlotDemand,
  shareCores,
} from '../../../src/main/core/queue/slot-plan.ts';
import { QUALITIES } from '../../../src/shared/job-options.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const BASE_BYTES = 81_768_585;

function demand(more: Partial<SlotDemand> = {}): SlotDemand {
  return {
    settings: { slots: null, cores: null },
    machineCores: 8,
    availableBytes: 16 * GIB,
    modelBytes: BASE_BYTES,
    quality: 'balanced',
    ...more,
  };
}

describe('slots and cores', () => {
  test('on a processor one recording gets all cores', () => {
    expect(planSlots(demand())).toEqual({ slots: 1, coresEach: 8, decodingCores: 0, fitsMemory: true });
  });

  test('as many recordings as were asked for share the cores', () => {
    expect(planSlots(demand({ settings: { slots: 3, cores: null } }))).toMatchObject({
      slots: 3,
      coresEach: 2,
    });
  });

  test('no recording goes without a core', () => {
    const settings = { slots: 8, cores: null };
    expect(planSlots(demand({ settings, machineCores: 2 }))).toMatchObject({ slots: 2, coresEach: 1 });
  });

  test('a budget below what the machine has keeps one core for decoding', () => {
    const settings = { slots: null, cores: 4 };
    expect(planSlots(demand({ settings }))).toMatchObject({ coresEach: 3, decodingCores: 1 });
  });

  test('a budget of one core is shared by turns', () => {
    const settings = { slots: null, cores: 1 };
    expect(planSlots(demand({ settings }))).toMatchObject({ slots: 1, coresEach: 1, decodingCores: 0 });
  });

  test('more cores than the machine has are not there', () => {
    const settings = { slots: null, cores: 64 };
    expect(planSlots(demand({ settings }))).toMatchObject({ coresEach: 8, decodingCores: 0 });
  });
});

describe('memory', () => {
  test('where it is short there are fewer recordings first', () => {
    const settings = { slots: 2, cores: null };
    const forOne = engineMemoryBytes(BASE_BYTES, 8) / 0.8;
    expect(planSlots(demand({ settings, availableBytes: forOne + MIB }))).toMatchObject({
      slots: 1,
      coresEach: 8,
    });
  });

  test('then fewer cores for the one', () => {
    const forTwoStates = engineMemoryBytes(BASE_BYTES, 2) / 0.8;
    expect(planSlots(demand({ availableBytes: forTwoStates + MIB }))).toMatchObject({
      coresEach: 2,
      fitsMemory: true,
    });
  });

  test('and where it suffices for none, that is said', () => {
    expect(planSlots(demand({ availableBytes: 100 * MIB }))).toEqual({
      slots: 1,
      coresEach: 1,
      decodingCores: 0,
      fitsMemory: false,
    });
  });

  test('a beam needs more of it', () => {
    expect(engineMemoryBytes(BASE_BYTES, 2, 'accurate')).toBeGreaterThan(engineMemoryBytes(BASE_BYTES, 2));
    expect(engineMemoryBytes(BASE_BYTES, 2)).toBe(BASE_BYTES + 240 * MIB);
  });

  test('the limit at which an engine is stopped lies far above what a healthy one needs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30e6, max: 4e9 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(...QUALITIES),
        (modelBytes, states, quality) => {
          expect(memoryLimitBytes(modelBytes, states)).toBeGreaterThan(
            2 * engineMemoryBytes(modelBytes, states, quality) - 2 * MIB,
          );
        },
      ),
    );
  });
});

test('cores are shared among at most eight states, none of which goes without a thread', () => {
  expect([1, 2, 8, 9, 16, 20].map(shareCores)).toEqual([
    { states: 1, threads: 1 },
    { states: 2, threads: 1 },
    { states: 8, threads: 1 },
    { states: 8, threads: 1 },
    { states: 8, threads: 2 },
    { states: 8, threads: 2 },
  ]);
});

test('whatever is asked for, the plan keeps the budget of cores and, where it can, that of memory', () => {
  const anyDemand: fc.Arbitrary<SlotDemand> = fc.record({
    settings: fc.record({
      slots: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
      cores: fc.option(fc.integer({ min: 1, max: 256 }), { nil: null }),
    }),
    machineCores: fc.integer({ min: 1, max: 64 }),
    availableBytes: fc.integer({ min: 0, max: 64 * GIB }),
    modelBytes: fc.integer({ min: 30e6, max: 3e9 }),
    quality: fc.constantFrom(...QUALITIES),
  });
  fc.assert(
    fc.property(anyDemand, (asked) => {
      const { slots, coresEach, decodingCores, fitsMemory } = planSlots(asked);
      expect(slots).toBeGreaterThanOrEqual(1);
      expect(slots).toBeLessThanOrEqual(asked.settings.slots ?? 1);
      expect(coresEach).toBeGreaterThanOrEqual(1);
      const budget = Math.min(asked.settings.cores ?? asked.machineCores, asked.machineCores);
      expect(slots * coresEach + decodingCores).toBeLessThanOrEqual(budget);
      const neededBytes =
        slots * engineMemoryBytes(asked.modelBytes, shareCores(coresEach).states, asked.quality);
      expect(neededBytes <= asked.availableBytes * 0.8).toBe(fitsMemory);
    }),
  );
});
