import { z } from 'zod';
import { failureSchema } from '../../src/shared/errors.ts';
import { type Segment, segmentSchema } from '../../src/shared/transcript.ts';

/** One line of `earshot transcribe --json`, as far as tests look at it. */
const cliEventSchema = z.looseObject({
  type: z.string(),
  file: z.string().nullable().optional(),
  segments: z.array(segmentSchema).optional(),
  result: z.enum(['completed', 'export-failed', 'stopped']).optional(),
  files: z.array(z.string()).optional(),
  error: failureSchema.nullable().optional(),
  message: z.string().optional(),
  progress: z.looseObject({ stage: z.string(), doneMs: z.number() }).optional(),
});

export type CliEvent = z.infer<typeof cliEventSchema>;

/** @throws SyntaxError or ZodError when a line is not an event */
export function parseCliEvents(stdout: string): CliEvent[] {
  const lines = stdout.split('\n');
  if (lines.pop() !== '') throw new SyntaxError('The last line has no end.');
  return lines.map((line) => cliEventSchema.parse(JSON.parse(line)));
}

/** What was said in one file, phrase by phrase, joined with spaces. */
export function textOf(events: readonly CliEvent[], file: string): string {
  return segmentsOf(events, file)
    .map((segment) => segment.text)
    .join(' ');
}

export function segmentsOf(events: readonly CliEvent[], file: string): Segment[] {
  return events
    .filter((event) => event.type === 'segments' && event.file === file)
    .flatMap((event) => event.segments ?? []);
}

/** What was said about recordings, and by the program about itself. */
export function noticesOf(events: readonly CliEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'notice' ? [event.message ?? ''] : []));
}
