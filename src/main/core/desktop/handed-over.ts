import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { SubscribeMessage } from '../../../shared/contract/shell-channels.ts';

const MOST_PATHS = 10_000;

/** Paths as another process hands them over: absolute, and none that the system would cut short. */
const handedOverSchema = z
  .array(
    z
      .string()
      .min(1)
      .max(32_768)
      .refine((path) => isAbsolute(path) && !path.includes('\0')),
  )
  .max(MOST_PATHS);

const secondStartSchema = z.object({ paths: handedOverSchema });

/** What a second start hands over to the first; nothing for what does not look like it. */
export function filesOfSecondStart(data: unknown): string[] {
  const start = secondStartSchema.safeParse(data);
  return start.success ? start.data.paths : [];
}

/** @returns null for anything but a list of absolute paths with one in it at least */
export function readPaths(data: unknown): readonly string[] | null {
  const paths = handedOverSchema.min(1).safeParse(data);
  return paths.success ? paths.data : null;
}

const subscribeSchema: z.ZodType<SubscribeMessage> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('begin'),
    id: z.int().nonnegative(),
    since: z.int().nonnegative().nullable(),
  }),
  z.strictObject({ kind: z.literal('end'), id: z.int().nonnegative() }),
]);

/** @returns null for what no preload of ours would send */
export function readSubscribeMessage(data: unknown): SubscribeMessage | null {
  const message = subscribeSchema.safeParse(data);
  return message.success ? message.data : null;
}
