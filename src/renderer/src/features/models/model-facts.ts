import type { ModelView } from '../../../../shared/contract/methods.ts';
import type { Device, Quality } from '../../../../shared/job-options.ts';
import type { ModelSpeed } from '../../store/app-state.ts';

const HOUR_MS = 3_600_000;

/** Beam search costs about that much more than what was measured with the usual quality; see `docs/command-line.md`. */
const ACCURATE_TIMES = 2;

/** As the file's own name and description say it; see `core/models/whisper-file.ts`. */
export function isEnglishOnly({ id, name }: Pick<ModelView, 'id' | 'name'>): boolean {
  return /english only/i.test(name) || /\.en\b/.test(id);
}

/** What was measured of a model where a device lets it compute: a graphics processor is taken where there is one. */
export function speedOf(speeds: readonly ModelSpeed[], model: string, device: Device): ModelSpeed | null {
  const measured = speeds.filter((speed) => speed.model === model);
  const onProcessor = measured.find(({ backend }) => isProcessor(backend)) ?? null;
  const onGraphics = measured.find(({ backend }) => !isProcessor(backend)) ?? null;
  if (device === 'cpu') return onProcessor;
  return device === 'gpu' ? onGraphics : (onGraphics ?? onProcessor);
}

/** Wall time for an hour of speech. */
export function hourTakesMs({ speed }: Pick<ModelSpeed, 'speed'>, quality: Quality = 'balanced'): number {
  return (HOUR_MS / speed) * (quality === 'accurate' ? ACCURATE_TIMES : 1);
}

function isProcessor(backend: string): boolean {
  return /^cpu/i.test(backend);
}
