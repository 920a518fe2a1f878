import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  choiceOnRung,
  type InstalledModel,
  nextSmaller,
  type StepDown,
  type WorkChoice,
} from '../../../src/main/core/queue/model-ladder.ts';
import { DEVICES, QUALITIES } from '../../../src/shared/job-options.ts';

const MODELS: readonly InstalledModel[] = [
  { id: 'tiny', kind: 'whisper', sizeBytes: 40e6 },
  { id: 'base', kind: 'whisper', sizeBytes: 80e6 },
  { id: 'small.en', kind: 'whisper', sizeBytes: 250e6 },
  { id: 'medium', kind: 'whisper', sizeBytes: 800e6 },
  { id: 'large-v3', kind: 'whisper', sizeBytes: 1_600e6 },
  { id: 'silero-vad', kind: 'vad', sizeBytes: 1e6 },
];

const wanted: WorkChoice = { model: 'large-v3', device: 'auto', quality: 'accurate', threads: 8 };

/** All steps down, until nothing smaller is left. */
function descend(choice: WorkChoice, backendWas: string, models = MODELS): StepDown[] {
  const steps: StepDown[] = [];
  let backend = backendWas;
  for (let step = nextSmaller(choice, models, backend, 0); step !== null; ) {
    steps.push(step);
    if (step.choice.device === 'cpu') backend = 'CPU';
    step = nextSmaller(choice, models, backend, step.rung);
  }
  return steps;
}

test('from a graphics processor: the processor, then less at once, then two smaller models', () => {
  expect(descend(wanted, 'CUDA0').map(({ choice }) => choice)).toEqual([
    { model: 'large-v3', device: 'cpu', quality: 'accurate', threads: 8 },
    { model: 'large-v3', device: 'cpu', quality: 'balanced', threads: 4 },
    { model: 'medium', device: 'cpu', quality: 'balanced', threads: 4 },
    { model: 'base', device: 'cpu', quality: 'balanced', threads: 4 },
  ]);
});

test('each step says what is different now', () => {
  expect(descend(wanted, 'Metal').map(({ sentence }) => sentence)).toEqual([
    'Memory did not suffice; going on with the processor instead of the graphics processor.',
    'Memory did not suffice; going on with quality "balanced" and 4 of 8 threads.',
    'Memory did not suffice; going on with the smaller model medium.',
    'Memory did not suffice; going on with the smaller model base.',
  ]);
});

test('what ran on a processor does not go from a graphics processor to it', () => {
  expect(descend(wanted, 'CPU')[0]).toMatchObject({
    rung: 2,
    sentence: 'Memory did not suffice; going on with quality "balanced" and 4 of 8 threads.',
  });
});

test('steps that change nothing are left out', () => {
  const least: WorkChoice = { model: 'medium', device: 'cpu', quality: 'fast', threads: 1 };
  expect(descend(least, 'CPU').map(({ rung, choice }) => [rung, choice.model])).toEqual([
    [3, 'base'],
    [4, 'tiny'],
  ]);
});

test('there are two smaller models at most, however many are installed', () => {
  const many = Array.from({ length: 9 }, (_, index): InstalledModel => {
    return { id: `model-${index}`, kind: 'whisper', sizeBytes: 1e6 * (index + 1) };
  });
  const steps = descend({ ...wanted, model: 'model-8' }, 'CPU', many);
  expect(steps.at(-1)?.choice.model).toBe('model-6');
});

test('a model for English alone replaces no other, and may be replaced by one for all languages', () => {
  const english: WorkChoice = { model: 'small.en', device: 'cpu', quality: 'fast', threads: 1 };
  expect(nextSmaller(english, MODELS, 'CPU', 0)?.choice.model).toBe('base');
  expect(descend({ ...english, model: 'medium' }, 'CPU').map(({ choice }) => choice.model)).not.toContain(
    'small.en',
  );
});

test('the speech detector is no smaller model', () => {
  const least: WorkChoice = { model: 'tiny', device: 'cpu', quality: 'fast', threads: 1 };
  expect(nextSmaller(least, MODELS, 'CPU', 0)).toBeNull();
});

test('of models of one size the name decides, so that a restart finds the same', () => {
  const twins: InstalledModel[] = [
    { id: 'b', kind: 'whisper', sizeBytes: 10 },
    { id: 'a', kind: 'whisper', sizeBytes: 10 },
    { id: 'c', kind: 'whisper', sizeBytes: 20 },
  ];
  expect(choiceOnRung({ ...wanted, model: 'c' }, twins, 3).model).toBe('a');
});

test('a model that is not installed any more has no smaller one', () => {
  expect(choiceOnRung({ ...wanted, model: 'gone' }, MODELS, 4).model).toBe('gone');
});

const anyChoice: fc.Arbitrary<WorkChoice> = fc.record({
  model: fc.constantFrom(...MODELS.map(({ id }) => id), 'gone'),
  device: fc.constantFrom(...DEVICES),
  quality: fc.constantFrom(...QUALITIES),
  threads: fc.integer({ min: 1, max: 64 }),
});

test('every way down ends after at most four steps, and the number of the rung alone tells the choice', () => {
  fc.assert(
    fc.property(anyChoice, fc.constantFrom('CPU', 'CUDA0', 'Vulkan0'), (choice, backend) => {
      const steps = descend(choice, backend);
      expect(steps.length).toBeLessThanOrEqual(4);
      let rung = 0;
      for (const step of steps) {
        expect(step.rung).toBeGreaterThan(rung);
        expect(step.choice).toEqual(choiceOnRung(choice, MODELS, step.rung));
        expect(step.choice).not.toEqual(choiceOnRung(choice, MODELS, rung));
        rung = step.rung;
      }
    }),
  );
});

test('no step makes the work larger', () => {
  const sizeOf = (id: string) => MODELS.find((model) => model.id === id)?.sizeBytes ?? 0;
  fc.assert(
    fc.property(anyChoice, fc.nat(4), (choice, rung) => {
      const above = choiceOnRung(choice, MODELS, rung);
      const below = choiceOnRung(choice, MODELS, rung + 1);
      expect(sizeOf(below.model)).toBeLessThanOrEqual(sizeOf(above.model));
      expect(below.threads).toBeLessThanOrEqual(above.threads);
      expect(below.threads).toBeGreaterThanOrEqual(1);
      expect(QUALITIES.indexOf(below.quality)).toBeLessThanOrEqual(QUALITIES.indexOf(above.quality));
    }),
  );
});
