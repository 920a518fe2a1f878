import type { JobView } from '../../../../shared/contract/job.ts';
import { backendName, type WordsPorts } from '../queue/job-words.ts';

/** `English · 58:04 · Balanced · base on CPU, 6.1 × real time`: as much of it as is known. */
export function ranWords(job: JobView, { t, formats }: WordsPorts): string {
  const { language, progress, options, engine } = job;
  const speed = speedOf(job);
  const ran =
    engine === null
      ? null
      : t('transcript.ran', { model: engine.model, backend: backendName(engine.backend, t) });
  const parts = [
    language === null ? null : formats.language(language),
    progress.durationMs === null ? null : formats.media(progress.durationMs),
    t(`queue.quality.${options.quality}`),
    ran !== null && speed !== null ? `${ran}, ${formats.speed(speed)}` : ran,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** Media time done for each unit of working time: of the run, or of all when it is over. */
function speedOf({ status, progress, workMs }: JobView): number | null {
  if (status.state === 'running') return progress.speed;
  return workMs > 0 && progress.doneMs > 0 ? progress.doneMs / workMs : null;
}
