import type { ExportRule } from '../../shared/job-options.ts';

/**
 * Two files may hold one and the same recording, and are one job then: it is done once, and has its files for the first.
 *
 * @returns what to tell about the other one
 */
export function sameRecording(path: string, first: string, { formats }: ExportRule): string {
  const done = `${path} holds the same recording as ${first}, and is done once.`;
  if (formats.length === 0) return done;
  return `${done} Files are written for that one; given again when they are there, this one gets its own.`;
}
