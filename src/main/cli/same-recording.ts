import type { ExportRule } from '../../shared/job-options.ts';

/**
 * Two files may hold one and the same recording, and are one job then: it is done once, and each has its files.
 *
 * @returns what to tell about the other one
 */
export function sameRecording(path: string, first: string, { formats }: ExportRule): string {
  const done = `${path} holds the same recording as ${first}, and is done once.`;
  if (formats.length === 0) return done;
  return `${done} Each of them gets its files.`;
}
